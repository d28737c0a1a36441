/** A name as its bearer writes it, and in the plain letters that usernames are made of. */
export interface Name {
  readonly username: string;
  readonly displayName: string;
}

/** Given and family names that go together, as `plain:native`; one word is both. */
interface Culture {
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** How the two are put together; given, space, family unless said otherwise. */
  readonly order?: 'family-first';
}

const CULTURES: readonly Culture[] = [
  {
    given:
      words(`Alice Beatriz Camille Daniel Elif Emma François Gabriela Håkon Hugo Ingrid Isabela Jürgen Jan
      Kristýna Laura Léa Luca Łukasz Maria Marek Mateo Nina Noémie Oliver Óscar Paula Pedro Rafael Renée Sara
      Siobhán Søren Théo Tomáš Ülle Vera William Zoë Zsófia`),
    family: words(`Andersson Árnadóttir Bauer Bianchi Brown Çelik Costa D'Angelo Dvořák Evans Fernández Gagnon
      García Hansen Horváth Jansen Jørgensen Kowalska Lefèvre Lopez Łuczak Martin Müller Nagy Núñez O'Brien Øst
      Pereira Petrović Popescu Rossi Santos Şahin Silva Smith-Jones Sørensen Taylor Tóth Van-der-Berg Weiß Wójcik
      Young Yılmaz Žižek`),
  },
  {
    given: words(
      'Anna:Анна Boris:Борис Dasha:Даша Ivan:Иван Ksenia:Ксения Oleh:Олег Pavlo:Павло Svetlana:Светлана',
    ),
    family: words(`Bondarenko:Бондаренко Ivanova:Иванова Kuznetsov:Кузнецов Melnyk:Мельник Petrova:Петрова
      Shevchenko:Шевченко Smirnov:Смирнов Todorov:Тодоров`),
  },
  {
    given: words(
      'Alexandros:Αλέξανδρος Dimitra:Δήμητρα Eleni:Ελένη Giorgos:Γιώργος Katerina:Κατερίνα Nikos:Νίκος',
    ),
    family: words(`Angelou:Αγγέλου Dimou:Δήμου Georgiou:Γεωργίου Ioannidis:Ιωαννίδης Nikolaou:Νικολάου
      Papadopoulos:Παπαδόπουλος`),
  },
  {
    given: words('Ahmad:أحمد Amina:أمينة Fatima:فاطمة Karim:كريم Layla:ليلى Omar:عمر Yasmin:ياسمين'),
    family: words('Aziz:عزيز Darwish:درويش Hassan:حسن Khalil:خليل Mansour:منصور Najjar:نجار Saleh:صالح'),
  },
  {
    given: words('Avi:אבי Dana:דנה Eitan:איתן Maya:מאיה Noa:נועה Yael:יעל'),
    family: words('Barak:ברק Cohen:כהן Friedman:פרידמן Levi:לוי Mizrahi:מזרחי Peretz:פרץ'),
  },
  {
    given: words('Fang:芳 Jing:静 Lei:磊 Ming:明 Na:娜 Qiang:强 Xiuying:秀英 Yong:勇'),
    family: words('Chen:陈 Huang:黄 Li:李 Liu:刘 Wang:王 Yang:杨 Zhang:张 Zhao:赵'),
    order: 'family-first',
  },
  {
    given: words('Aoi:葵 Haruto:陽翔 Hina:陽菜 Kenji:健二 Sakura:さくら Takumi:匠 Yui:結衣'),
    family: words('Ito:伊藤 Kobayashi:小林 Nakamura:中村 Sato:佐藤 Suzuki:鈴木 Tanaka:田中 Yamamoto:山本'),
    order: 'family-first',
  },
  {
    given: words('Jihoon:지훈 Jiwoo:지우 Minjun:민준 Seoyeon:서연 Soobin:수빈 Yuna:유나'),
    family: words('Choi:최 Jung:정 Kang:강 Kim:김 Lee:이 Park:박'),
    order: 'family-first',
  },
  {
    given: words('Aarav:आरव Ananya:अनन्या Deepak:दीपक Kavita:कविता Lakshmi:लक्ष्मी Rohan:रोहन Sunita:सुनीता'),
    family: words('Gupta:गुप्ता Joshi:जोशी Kumar:कुमार Mishra:मिश्रा Sharma:शर्मा Singh:सिंह Verma:वर्मा'),
  },
  {
    given: words('Anong:อนงค์ Chai:ชัย Malee:มาลี Somchai:สมชาย'),
    family: words('Boonmee:บุญมี Srisuk:ศรีสุข Thongdee:ทองดี Wongsa:วงษา'),
  },
];

interface Word {
  readonly plain: string;
  readonly native: string;
}

const LETTERS: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', ß: 'ss', ı: 'i', æ: 'ae', đ: 'd' };

/** Every combination of a given and a family name of one culture. */
const COMBINATIONS: readonly Name[] = CULTURES.flatMap(({ given, family, order }) =>
  given.map(split).flatMap((first) => family.map(split).map((last) => combine(first, last, order))),
);

/** Prime and larger than the number of combinations, so that stepping by it visits each of them once. */
const STRIDE = 1_000_019_399;

/**
 * The name of user `index`: every combination once in a mixed order, then again with a number behind the
 * username, so that usernames never clash however many users there are.
 */
export function nameOf(index: number, offset: number): Name {
  const name = COMBINATIONS[((index % COMBINATIONS.length) * STRIDE + offset) % COMBINATIONS.length];
  if (name === undefined) throw new RangeError(`No name for user ${index}.`);
  const round = Math.floor(index / COMBINATIONS.length);
  return round === 0 ? name : { ...name, username: `${name.username}${round + 1}` };
}

function combine(given: Word, family: Word, order: Culture['order']): Name {
  return {
    username: `${given.plain}.${family.plain}`,
    displayName:
      order === 'family-first'
        ? `${family.native}${given.native}`
        : `${given.native} ${family.native.replace('Van-der-', 'van der ')}`,
  };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}

function split(word: string): Word {
  const [first = '', native = first] = word.split(':');
  return { plain: plain(first), native };
}

/** Lower-case letters and dashes only, as administrators make usernames. */
function plain(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/[øłßıæđ]/g, (letter) => LETTERS[letter] ?? '')
    .replace(/[^a-z-]/g, '');
}
