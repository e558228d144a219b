// Made from openapi/smn-sms.yaml by `npm run generate`. Do not edit.
interface Addresses {
  readonly smn: string;
  readonly iam: string | null;
}

const unusual: Readonly<Record<string, Partial<Addresses>>> = {
  "af-north-1": {
    "iam": null
  },
  "ap-southeast-5": {
    "iam": null
  },
  "cn-north-11": {
    "iam": null
  },
  "cn-north-2": {
    "smn": "https://smn.cn-north-2.myhuaweicloud.cn"
  },
  "cn-south-4": {
    "iam": null
  },
  "cn-southwest-3": {
    "iam": null
  },
  "eu-west-101": {
    "smn": "https://smn.eu-west-101.myhuaweicloud.eu",
    "iam": "https://iam.eu-west-101.myhuaweicloud.eu"
  }
};

function addressOf(service: keyof Addresses, region: string): string | null {
  const own = unusual[region]?.[service];
  return own === undefined ? `https://${service}.${region}.myhuaweicloud.com` : own;
}

/** The regions that the vendor lists. */
export const regions: readonly string[] = /* @__PURE__ */ "ae-ad-1 af-north-1 af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 cn-east-4 cn-east-5 cn-north-1 cn-north-11 cn-north-12 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 cn-southwest-3 eu-west-0 eu-west-101 la-north-2 la-south-2 me-east-1 my-kualalumpur-1 na-mexico-1 ru-moscow-1 sa-brazil-1 tr-west-1".split(" ");

/** The address of the service; that of a region which is not listed follows the usual pattern. */
export function smnAddress(region: string): string {
  // There is one in every region.
  return addressOf("smn", region) as string;
}

/** The address of identity management: the global one where the vendor lists none for the region. */
export function iamAddress(region: string): string {
  return (regions.includes(region) ? addressOf("iam", region) : null) ?? iamDefault;
}

export const iamDefault: string = "https://iam.myhuaweicloud.com";
