// Made from openapi/smn-sms.yaml by `npm run generate`. Do not edit.
/** Addresses by region; where `iam` is null, identity management answers at `iamDefault`. */
export const regions: Readonly<Record<string, { readonly smn: string; readonly iam: string | null }>> = /* @__PURE__ */ JSON.parse(`{
"ae-ad-1":{"smn":"https://smn.ae-ad-1.myhuaweicloud.com","iam":"https://iam.ae-ad-1.myhuaweicloud.com"},
"af-north-1":{"smn":"https://smn.af-north-1.myhuaweicloud.com","iam":null},
"af-south-1":{"smn":"https://smn.af-south-1.myhuaweicloud.com","iam":"https://iam.af-south-1.myhuaweicloud.com"},
"ap-southeast-1":{"smn":"https://smn.ap-southeast-1.myhuaweicloud.com","iam":"https://iam.ap-southeast-1.myhuaweicloud.com"},
"ap-southeast-2":{"smn":"https://smn.ap-southeast-2.myhuaweicloud.com","iam":"https://iam.ap-southeast-2.myhuaweicloud.com"},
"ap-southeast-3":{"smn":"https://smn.ap-southeast-3.myhuaweicloud.com","iam":"https://iam.ap-southeast-3.myhuaweicloud.com"},
"ap-southeast-4":{"smn":"https://smn.ap-southeast-4.myhuaweicloud.com","iam":"https://iam.ap-southeast-4.myhuaweicloud.com"},
"ap-southeast-5":{"smn":"https://smn.ap-southeast-5.myhuaweicloud.com","iam":null},
"cn-east-2":{"smn":"https://smn.cn-east-2.myhuaweicloud.com","iam":"https://iam.cn-east-2.myhuaweicloud.com"},
"cn-east-3":{"smn":"https://smn.cn-east-3.myhuaweicloud.com","iam":"https://iam.cn-east-3.myhuaweicloud.com"},
"cn-east-4":{"smn":"https://smn.cn-east-4.myhuaweicloud.com","iam":"https://iam.cn-east-4.myhuaweicloud.com"},
"cn-east-5":{"smn":"https://smn.cn-east-5.myhuaweicloud.com","iam":"https://iam.cn-east-5.myhuaweicloud.com"},
"cn-north-1":{"smn":"https://smn.cn-north-1.myhuaweicloud.com","iam":"https://iam.cn-north-1.myhuaweicloud.com"},
"cn-north-11":{"smn":"https://smn.cn-north-11.myhuaweicloud.com","iam":null},
"cn-north-12":{"smn":"https://smn.cn-north-12.myhuaweicloud.com","iam":"https://iam.cn-north-12.myhuaweicloud.com"},
"cn-north-2":{"smn":"https://smn.cn-north-2.myhuaweicloud.cn","iam":"https://iam.cn-north-2.myhuaweicloud.com"},
"cn-north-4":{"smn":"https://smn.cn-north-4.myhuaweicloud.com","iam":"https://iam.cn-north-4.myhuaweicloud.com"},
"cn-north-9":{"smn":"https://smn.cn-north-9.myhuaweicloud.com","iam":"https://iam.cn-north-9.myhuaweicloud.com"},
"cn-south-1":{"smn":"https://smn.cn-south-1.myhuaweicloud.com","iam":"https://iam.cn-south-1.myhuaweicloud.com"},
"cn-south-2":{"smn":"https://smn.cn-south-2.myhuaweicloud.com","iam":"https://iam.cn-south-2.myhuaweicloud.com"},
"cn-south-4":{"smn":"https://smn.cn-south-4.myhuaweicloud.com","iam":null},
"cn-southwest-2":{"smn":"https://smn.cn-southwest-2.myhuaweicloud.com","iam":"https://iam.cn-southwest-2.myhuaweicloud.com"},
"cn-southwest-3":{"smn":"https://smn.cn-southwest-3.myhuaweicloud.com","iam":null},
"eu-west-0":{"smn":"https://smn.eu-west-0.myhuaweicloud.com","iam":"https://iam.eu-west-0.myhuaweicloud.com"},
"eu-west-101":{"smn":"https://smn.eu-west-101.myhuaweicloud.eu","iam":"https://iam.eu-west-101.myhuaweicloud.eu"},
"la-north-2":{"smn":"https://smn.la-north-2.myhuaweicloud.com","iam":"https://iam.la-north-2.myhuaweicloud.com"},
"la-south-2":{"smn":"https://smn.la-south-2.myhuaweicloud.com","iam":"https://iam.la-south-2.myhuaweicloud.com"},
"me-east-1":{"smn":"https://smn.me-east-1.myhuaweicloud.com","iam":"https://iam.me-east-1.myhuaweicloud.com"},
"my-kualalumpur-1":{"smn":"https://smn.my-kualalumpur-1.myhuaweicloud.com","iam":"https://iam.my-kualalumpur-1.myhuaweicloud.com"},
"na-mexico-1":{"smn":"https://smn.na-mexico-1.myhuaweicloud.com","iam":"https://iam.na-mexico-1.myhuaweicloud.com"},
"ru-moscow-1":{"smn":"https://smn.ru-moscow-1.myhuaweicloud.com","iam":"https://iam.ru-moscow-1.myhuaweicloud.com"},
"sa-brazil-1":{"smn":"https://smn.sa-brazil-1.myhuaweicloud.com","iam":"https://iam.sa-brazil-1.myhuaweicloud.com"},
"tr-west-1":{"smn":"https://smn.tr-west-1.myhuaweicloud.com","iam":"https://iam.tr-west-1.myhuaweicloud.com"}
}`);

export const iamDefault: string = "https://iam.myhuaweicloud.com";
