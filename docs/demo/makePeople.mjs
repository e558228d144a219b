// Writes people.csv, the file that the demo sends: `node docs/demo/makePeople.mjs`. Everything in it is invented,
// and the same at every run. The numbers stay within 1380000xxxx, the sandbox's magic numbers aside.
import { writeFileSync } from "node:fs";

const ROWS = 2000;
/** The signature that the sandbox knows, and one that it does not. */
const SIGN = "caf488c7ccaf4ffba0c9aa149ab2caf4";
const UNKNOWN_SIGN = "00000000000000000000000000000000";

const random = mulberry32(20260301);
const pick = (list) => list[Math.floor(random() * list.length)];
const digits = (count) => Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
const between = (least, most) => least + Math.floor(random() * (most - least + 1));

const surnames = [..."王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"];
const givenNames = [
  "伟",
  "芳",
  "秀英",
  "敏",
  "静",
  "磊",
  "洋",
  "艳",
  "勇",
  "娟",
  "涛",
  "明",
  "桂英",
  "晓东",
  "雨桐",
  "子涵",
];
const englishNames = [
  "Anna",
  "James",
  "Maria",
  "Liam",
  "Grace",
  "Omar",
  "Priya",
  "Tom",
  "Yuki",
  "Elena",
  "David",
  "Sofia",
];
const doctors = ["王医生", "李医生", "陈医生", "刘医生"];
const departments = ["内科", "口腔科", "眼科", "儿科", "皮肤科"];
const streets = ["幸福路", "人民路", "学院路", "建设街", "和平街"];
const shops = ["阳光便利店", "城西驿站", "花园小区东门", "大学城快递点"];
const places = ["Garden Street 12", "the north gate", "locker hall B", "the front desk"];

const time = () => `${between(8, 17)}:${pick(["00", "15", "30", "45"])}`;
const chinese = [
  () => `您的验证码是${digits(6)}，${between(3, 10)}分钟内有效，请勿告诉他人。`,
  () =>
    `您的包裹已到${pick(shops)}，取件码${between(1, 9)}-${between(1, 9)}-${digits(4)}，请在今天${between(18, 21)}:00前取走。`,
  () =>
    `您预约的${pick(departments)}${pick(doctors)}门诊在${between(1, 12)}月${between(1, 28)}日${time()}，请提前${between(10, 30)}分钟到院签到。`,
  () => `您的订单${digits(10)}已发货，预计${between(2, 5)}天送达${pick(streets)}${between(1, 200)}号。`,
  () =>
    `您家本月用电${between(80, 400)}度，电费${between(40, 220)}.${digits(2)}元，请于${between(20, 28)}日前缴纳。`,
];
const english = [
  () => `your verification code is ${digits(6)}. It is valid for ${between(3, 10)} minutes.`,
  () => `your parcel waits at ${pick(places)}, pick-up code ${digits(4)}, until ${between(18, 21)}:00 today.`,
  () => `your appointment is on ${between(1, 28)} March at ${time()}. Reply to nobody, just come.`,
  () => `order ${digits(8)} has left our warehouse and arrives in ${between(2, 5)} days.`,
];

function person(index) {
  const phone = `1380000${String((index * 7919) % 10_000).padStart(4, "0")}`;
  if (random() < 0.3)
    return {
      phone: `+86${phone}`,
      greeting: `Hello ${pick(englishNames)}, `,
      notice: pick(english)(),
      sign_id: SIGN,
    };
  const name = pick(surnames) + pick(givenNames);
  return { phone, greeting: `${name}您好，`, notice: pick(chinese)(), sign_id: SIGN };
}

const people = Array.from({ length: ROWS }, (_, index) => person(index));
// The usual dirt of such files, spread over it.
people[99].phone = "1380000"; // too short
people[388].phone = "13800001x34"; // a letter
people[700].notice = ""; // nothing to say
people[1201].notice = "请携带身份证、医保卡和以往的检查报告。".repeat(30); // longer than a message may be
people[1554].phone = ""; // no number
// What only the service can refuse.
for (const row of [250, 251, 1300]) people[row].sign_id = UNKNOWN_SIGN;
people[640].phone = "17099990227"; // magic: the sandbox takes its text for a sensitive one
people[1700].phone = "17099990057"; // magic: too many messages for this number
// Two messages for one person: they must go out in two requests.
for (const row of [40, 900, 1600]) people[row].phone = people[row - 1].phone;
// A text with everything that CSV has to quote.
people[12].notice = '您的留言是:"周六见，\n别忘了带伞"。';

const columns = ["phone", "greeting", "notice", "sign_id"];
const cell = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const lines = people.map((one) => columns.map((column) => cell(one[column])).join(","));
writeFileSync(new URL("people.csv", import.meta.url), `${[columns.join(","), ...lines].join("\n")}\n`);

/** A small generator of pseudo-random numbers. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
