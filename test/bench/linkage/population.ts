/**
 * A made-up Chinese population as four companies would know it, with the truth. Names by the shares of real family names
 * and common given characters; families who share an address, a family name and often a telephone; twins; numbers that
 * were handed on; moves; what clerks and keyboards do to data: slips, homophones, traditional characters, pinyin, forms
 * of address instead of names, addresses written three ways, birthdays left at 1 January.
 */
import { Converter } from 'opencc-js/cn2t';
import { pinyin } from 'pinyin-pro';
import type { KnownPerson } from '../../../modules/identity/src/domain/linkage/people.ts';
import type { Random } from '../random.ts';

export interface PopulationRecord {
  readonly company: 'auto' | 'property' | 'retail' | 'logistics';
  readonly person: number;
  /** Bears the name of the father at the same address and telephone. */
  readonly namesake: boolean;
  readonly told: KnownPerson;
}

/** Family names with their share of the population in parts of ten thousand. */
const FAMILIES =
  '王725 李719 张683 刘538 陈453 杨308 黄223 赵222 吴205 周202 徐164 孙156 马137 朱127 胡124 郭118 何117 林115 高104 罗103 郑97 梁84 谢76 宋75 唐71 许66 韩64 冯63 邓62 曹60 彭59 曾58 肖58 田54 董53 袁51 潘49 蔡49 蒋47 余46 于46 杜45 叶44 程43 苏42 魏41 吕41 丁40 任40 沈38 姚37 卢36 姜35 崔34 钟33 谭33 陆32 汪31 范31 金30 石29 廖29 贾28 夏27 韦27 付26 方26 白25 邹25 孟24 熊24 秦23 邱23 江22 尹21 薛21 闫20 段20 雷20 侯19 龙18 史18 陶17 黎17 贺16 顾16 毛15 郝15 龚14 邵14 万13 钱13 严12 覃12 武11 戴11 莫10 孔10 向9 汤9 欧阳6 司马1 诸葛1 上官1'
    .split(' ')
    .map((text) => ({ name: text.replace(/\d+/, ''), share: Number(text.replace(/\D+/, '')) }));
const MALE =
  '伟强磊军勇涛明超杰鹏华平刚辉健斌峰建国波宇浩志文俊海林东龙飞阳旭晨洋凯帆博翔瑞毅鑫航睿泽轩铭昊天宏亮新春生荣昌德贵福庆良忠诚信义礼仁和立正中安康宁远山川云松柏';
const FEMALE =
  '芳娜秀敏静丽艳娟霞玲燕红梅英华兰玉萍婷雪琳莹颖洁倩欣怡佳慧雯思琪梦瑶雅晶蕾璐露丹蓉凤春秋月珍珠凡淑惠巧美悦菲萱涵宁馨彤妍晓云琴瑾瑜薇岚素贞爱莲荷菊香';
const SYLLABLE_TWINS: Readonly<Record<string, string>> = {
  伟: '炜',
  静: '婧',
  丽: '莉',
  芳: '方',
  敏: '民',
  娟: '鹃',
  军: '君',
  杰: '洁',
  涛: '韬',
  明: '铭',
  华: '桦',
  婷: '亭',
  颖: '影',
  雪: '学',
  佳: '家',
  琳: '林',
  宇: '雨',
  浩: '昊',
  志: '智',
  文: '雯',
  晨: '辰',
  欣: '鑫',
  慧: '惠',
  思: '斯',
  梦: '孟',
  红: '宏',
  玲: '铃',
  燕: '艳',
  超: '朝',
  鹏: '朋',
  飞: '菲',
  阳: '洋',
  瑞: '睿',
  海: '亥',
  建: '健',
  国: '帼',
};
const DISTRICTS = ['西湖区', '余杭区', '拱墅区', '滨江区', '萧山区', '上城区'];
const ROADS =
  '文三路 古墩路 莫干山路 江南大道 体育场路 凤起路 解放路 教工路 丰潭路 学院路 天目山路 庆春路 建国路 人民路 中山路 和平路 长江路 黄山路 钱江路 新塘路'.split(
    ' ',
  );
const GARDENS =
  '阳光花园 翠苑小区 绿城百合 金色家园 滨江一号 湖畔人家 桂花城 春江花月 山水人家 世纪新城 东方润园 锦绣江南 万科城市花园 保利香槟 中海御道'.split(
    ' ',
  );

interface Home {
  readonly road: string;
  readonly number: number;
  readonly garden: string;
  readonly building: number;
  readonly unit: number;
  readonly flat: number;
  readonly district: string;
}
interface Person {
  readonly family: string;
  readonly given: string;
  readonly male: boolean;
  readonly birthday: string;
  readonly phones: readonly string[];
  readonly email: string | undefined;
  readonly homes: readonly Home[];
  /** Of one name with a relative, or nearly: the old man's and the young one's birthday is what counters forget to ask. */
  readonly likeFather?: 'SAME' | 'ONE_CHARACTER';
}

const toTraditional = Converter({ from: 'cn', to: 'tw' });

export function population(size: number, random: Random): PopulationRecord[] {
  const make = new Maker(random);
  const records: PopulationRecord[] = [];
  let person = 0;
  while (records.length < size) {
    for (const member of make.family()) {
      for (const company of make.companiesOf())
        records.push({
          company,
          person,
          namesake: member.likeFather === 'SAME',
          told: make.told(member),
        });
      person += 1;
    }
  }
  records.length = size;
  return records;
}

class Maker {
  readonly #random: Random;
  readonly #shares: number;
  /** Numbers their holders gave up: carriers hand them on. */
  readonly #givenUp: string[] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#shares = FAMILIES.reduce((sum, { share }) => sum + share, 0);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
  oneOf<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('Nothing to choose from');
    return value;
  }
  /** The first ones far more often than the last: what is popular is very popular. */
  popular(letters: string): string {
    const all = [...letters];
    return all[Math.floor(all.length * this.#random() ** 2.2)] ?? '';
  }

  familyName(): string {
    let left = this.#random() * this.#shares;
    for (const { name, share } of FAMILIES) {
      left -= share;
      if (left < 0) return name;
    }
    return '王';
  }
  /** Never a name that somebody of the family has: who shares one with the father is made by `afterFather`. */
  givenName(male: boolean, taken: readonly string[] = []): string {
    for (;;) {
      const name = this.#anyName(male);
      if (!taken.includes(name)) return name;
    }
  }
  #anyName(male: boolean): string {
    const letters = male ? MALE : FEMALE;
    return this.chance(0.16)
      ? this.popular(letters)
      : this.popular(letters) + this.popular(letters);
  }
  phone(): string {
    if (this.#givenUp.length > 200 && this.chance(0.04)) return this.#givenUp.shift() ?? '';
    const head = this.oneOf([
      '130',
      '135',
      '136',
      '137',
      '138',
      '139',
      '150',
      '151',
      '158',
      '159',
      '177',
      '180',
      '186',
      '187',
      '188',
      '189',
    ]);
    return `+86${head}${String(this.below(100_000_000)).padStart(8, '0')}`;
  }
  day(fromYear: number, years: number): string {
    if (this.chance(0.01)) return `${fromYear + this.below(years)}-01-01`;
    const date = new Date(Date.UTC(fromYear, 0, 1) + this.below(years * 365) * 86_400_000);
    return date.toISOString().slice(0, 10);
  }
  home(): Home {
    return {
      road: this.oneOf(ROADS),
      number: 1 + this.below(400),
      garden: this.oneOf(GARDENS),
      building: 1 + this.below(30),
      unit: 1 + this.below(4),
      flat: (1 + this.below(25)) * 100 + 1 + this.below(6),
      district: this.oneOf(DISTRICTS),
    };
  }

  /** Spouses, children with the father's name, sometimes twins; sometimes grandparents or somebody alone. */
  family(): Person[] {
    const homes = this.chance(0.12) ? [this.home(), this.home()] : [this.home()];
    const husband = this.person({ male: true, birthday: this.day(1955, 45), homes });
    if (this.chance(0.3)) return [husband];
    const near = Number(husband.birthday.slice(0, 4));
    const wife = this.person({ male: false, birthday: this.day(near - 4, 8), homes });
    const family = [husband, wife];
    const children = this.below(3);
    for (let count = 0; count < children; count += 1) {
      const male = this.chance(0.5);
      const born = this.day(near + 22, 14);
      const heir = male ? this.afterFather(husband, born) : undefined;
      if (heir !== undefined) {
        family.push(heir);
        continue;
      }
      const own = this.chance(0.6);
      const child = this.person({
        taken: family.map(({ given }) => given),
        family: husband.family,
        male,
        birthday: born,
        homes,
        ...(own ? {} : { phones: husband.phones }),
      });
      family.push(child);
      if (!this.chance(0.02)) continue;
      const given = [...child.given][0] + this.popular(male ? MALE : FEMALE);
      if (given !== child.given) family.push({ ...child, given });
    }
    if (this.chance(0.08))
      family.push(
        this.person({
          taken: family.map(({ given }) => given),
          family: husband.family,
          male: true,
          birthday: this.day(near - 32, 10),
          homes,
          phones: husband.phones,
        }),
      );
    return family;
  }

  /** A son with his father's name, or all but one character of it; they share home and telephone. */
  afterFather(father: Person, birthday: string): Person | undefined {
    const chance = this.#random();
    if (chance >= 0.05) return undefined;
    const likeFather = chance < 0.02 ? 'SAME' : 'ONE_CHARACTER';
    const letters = [...father.given];
    letters[this.below(letters.length)] = this.popular(MALE);
    const given = likeFather === 'SAME' ? father.given : letters.join('');
    return given === father.given && likeFather !== 'SAME'
      ? undefined
      : { ...father, given, birthday, email: undefined, likeFather };
  }

  person(
    given: Partial<Person> &
      Pick<Person, 'male' | 'birthday' | 'homes'> & { readonly taken?: readonly string[] },
  ): Person {
    const phones = given.phones ?? [this.phone(), ...(this.chance(0.2) ? [this.phone()] : [])];
    if (phones.length > 1 && given.phones === undefined) this.#givenUp.push(phones[0] ?? '');
    const family = given.family ?? this.familyName();
    const name = this.givenName(given.male, given.taken);
    const mail = `${pinyin(family + name, { toneType: 'none', type: 'array' }).join('')}${this.below(1000)}@${this.oneOf(['qq.com', '163.com', '126.com', 'gmail.com'])}`;
    return {
      family,
      given: name,
      phones,
      email: this.chance(0.3) ? mail : undefined,
      male: given.male,
      birthday: given.birthday,
      homes: given.homes,
    };
  }

  companiesOf(): PopulationRecord['company'][] {
    const all = ['retail', 'property', 'logistics', 'auto'] as const;
    const known = all.filter((_, at) => this.chance([0.75, 0.55, 0.6, 0.3][at] ?? 0));
    const told = known.length === 0 ? [this.oneOf(all)] : known;
    // A company that knows somebody twice.
    return told.flatMap((company) => (this.chance(0.03) ? [company, company] : [company]));
  }

  /** One company's record of a person. */
  told(person: Person): KnownPerson {
    const phone = this.chance(0.06) ? undefined : this.#mistyped(this.oneOf(person.phones));
    const only = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);
    return {
      names: only(this.chance(0.03) ? undefined : this.#nameTold(person)),
      birthdays: only(
        this.chance(person.likeFather === undefined ? 0.35 : 0.6)
          ? undefined
          : this.#dayTold(person.birthday),
      ),
      genders: only(
        this.chance(0.4) ? undefined : person.male !== this.chance(0.005) ? 'MALE' : 'FEMALE',
      ),
      addresses: only(this.chance(0.35) ? undefined : this.#addressTold(this.oneOf(person.homes))),
      phones: only(phone),
      emails: only(this.chance(0.5) ? person.email : undefined),
      things: [],
      idCards: [],
    };
  }

  #mistyped(phone: string): string {
    if (!this.chance(0.008)) return phone;
    const at = 4 + this.below(phone.length - 4);
    return phone.slice(0, at) + String(this.below(10)) + phone.slice(at + 1);
  }
  #nameTold({ family, given, male }: Person): string {
    const name = family + given;
    if (this.chance(0.015)) return `${family}${male ? '先生' : '女士'}`;
    if (this.chance(0.03)) return toTraditional(name);
    if (this.chance(0.01)) {
      const latin = (text: string) => pinyin(text, { toneType: 'none', type: 'array' }).join('');
      return this.chance(0.5)
        ? `${latin(family)} ${latin(given)}`
        : `${latin(given)} ${latin(family)}`;
    }
    if (this.chance(0.015))
      return [...name].map((letter) => SYLLABLE_TWINS[letter] ?? letter).join('');
    if (this.chance(0.008))
      return family + this.popular(male ? MALE : FEMALE) + [...given].slice(1).join('');
    return name;
  }
  #dayTold(day: string): string {
    if (this.chance(0.01)) return `${day.slice(0, 4)}-01-01`;
    if (this.chance(0.005) && Number(day.slice(8)) <= 12)
      return `${day.slice(0, 4)}-${day.slice(8)}-${day.slice(5, 7)}`;
    if (!this.chance(0.01)) return day;
    return `${Number(day.slice(0, 4)) + this.oneOf([-1, 1, 10])}${day.slice(4)}`;
  }
  #addressTold({ district, road, number, garden, building, unit, flat }: Home): string {
    const style = this.below(4);
    if (style === 0)
      return `浙江省杭州市${district}${road}${number}号${garden}${building}号楼${unit}单元${flat}室`;
    if (style === 1)
      return `杭州市${district}${road}${number}号${garden}${building}幢${unit}单元${flat}`;
    if (style === 2) return `${district}${road}${number}号${garden}${building}-${unit}-${flat}`;
    return `杭州${district}${garden}${building}栋${unit}单元${flat}室`;
  }
}
