/**
 * What the simulation takes and gives.
 *
 * Everything large is a struct of arrays: column `x` of row `i` is `table.x[i]`, and rows are numbered from 0. A person,
 * household, place or area is known by its row number everywhere in this folder; a loader gives them real ids once.
 * Coded columns hold an index into the list of the same domain below (`relations`, `occupations`, …).
 *
 * Time: a day is 'YYYY-MM-DD' in Asia/Ho_Chi_Minh (UTC+7, no summer time); instants are epoch milliseconds; inside a day
 * visits are in whole minutes and scans in whole seconds after local midnight. No visit crosses midnight.
 */

/** Sex (giới tính) by code: 0 nam, 1 nữ. */
export const sexes = ['male', 'female'] as const
export type Sex = (typeof sexes)[number]

/** Relation to the head of the household (quan hệ với chủ hộ). */
export const relations = [
  'head',
  'spouse',
  'child',
  'child-in-law',
  'parent',
  'grandchild',
  'sibling',
  'other-relative',
  'housemate',
] as const
export type Relation = (typeof relations)[number]

/** Occupation class (nghề nghiệp), coarse: it decides where and when somebody works. */
export const occupations = [
  'infant',
  'preschooler',
  'pupil',
  'student',
  'civil-servant',
  'teacher',
  'health-worker',
  'factory-worker',
  'office-worker',
  'trader',
  'service-worker',
  'farmer',
  'driver',
  'labourer',
  'homemaker',
  'retired',
] as const
export type Occupation = (typeof occupations)[number]

/** Weekly rhythm: the pattern of a person's ordinary days. */
export const rhythms = [
  'at-home',
  'fields',
  'office-hours',
  'early-shift',
  'late-shift',
  'shop-hours',
  'market-morning',
  'full-school-day',
  'morning-school',
  'afternoon-school',
] as const
export type Rhythm = (typeof rhythms)[number]

export const placeKinds = [
  'government-office',
  'kindergarten',
  'primary-school',
  'lower-secondary-school',
  'upper-secondary-school',
  'college',
  'factory',
  'company',
  'market',
  'cafe',
  'restaurant',
  'health-station',
  'hospital',
  'pharmacy',
  'pagoda',
  'church',
  'supermarket',
  'bus-station',
] as const
export type PlaceKind = (typeof placeKinds)[number]

/** Kind of commune-level unit. 'đặc khu' exists since July 2025. */
export type CommuneType = 'xã' | 'phường' | 'thị trấn' | 'đặc khu'

export interface Commune {
  /** The caller's id, returned untouched; the simulation uses the position in the list. */
  readonly id: string
  /** 'Phú Hiệp', or with its type: 'Phường Phú Hiệp'. */
  readonly name: string
  readonly type: CommuneType
  /** Communes of one district share schools, markets and a hospital before others do. */
  readonly districtId?: string
  /** Relative population; 1 when left out (a ward counts double). */
  readonly weight?: number
}

/** A positive random duration in days, log-normal, cut below at `min` and above at `max`. */
export interface Duration {
  readonly mean: number
  readonly sd: number
  readonly min: number
  readonly max: number
}

/** Disease profile: all that is particular to one disease. Defaults and their sources: `disease.ts`. */
export interface DiseaseProfile {
  readonly code: string
  /** Days from infection to symptoms (thời gian ủ bệnh). People without symptoms draw it too: it times their infectiousness. */
  readonly incubation: Duration
  /** Days of infectiousness before symptoms; the latent period is incubation minus this, but never under `minLatentDays`. */
  readonly infectiousBeforeOnset: number
  readonly minLatentDays: number
  /** Relative infectiousness by day since infectiousness began; its length is the length of the infectious period. */
  readonly infectiousness: readonly number[]
  /** Shape of the gamma distribution (mean 1) of personal infectiousness; smaller means more superspreading. */
  readonly dispersion: number
  /** Hazard of infection per minute of co-presence with one person of relative infectiousness 1, in one area of a place of that kind. */
  readonly perMinute: Readonly<Record<PlaceKind, number>>
  /** In a crowd the hazard is shared out: a person is near at most about so many others at a time. */
  readonly closeContacts: number
  /** The same, per minute at home together. */
  readonly perMinuteHousehold: number
  readonly asymptomaticShare: number
  readonly asymptomaticInfectiousness: number
  /** Relative susceptibility of people under 15. */
  readonly childSusceptibility: number
  /** Share of people immune from the first day. */
  readonly immuneShare: number
  /** Share of people with symptoms who get confirmed through them, and the delay from onset in days. */
  readonly detectedShare: number
  readonly detectionDelay: Duration
  /** Share of people without symptoms found by screening, and the delay from the start of infectiousness in days. */
  readonly screenedShare: number
  readonly screeningDelay: Duration
  /** Share of people with symptoms who stay at home from onset on. */
  readonly staysHomeShare: number
  /** Infection fatality: log10 of the percentage = `fatalityIntercept` + `fatalitySlope` × age in years. */
  readonly fatalityIntercept: number
  readonly fatalitySlope: number
  /** Days from onset (or from the start of infectiousness) to recovery or death. */
  readonly outcomeDelay: Duration
}

/** How true visits become scans. Changing it never changes the truth. */
export interface RecordingModel {
  /** Share of people of 12 and over with the app (a personal QR, or a scan of the poster). */
  readonly appShare: number
  /** Share of visits at registered checkpoints that are scanned in, over all visitors. In 2021 it was 2–10 %; the demo has more. */
  readonly scannedIn: number
  /** Share of the visits scanned in that are scanned out too. */
  readonly scannedOut: number
  /** Rate of being scanned in without the app (staff read a card), relative to the whole. */
  readonly withoutApp: number
  /** Among scans of people with the app: share who scan the poster themselves; staff scan the others. */
  readonly ownScanShare: number
  /** Share of places of each kind registered as a checkpoint (điểm kiểm dịch). */
  readonly checkpointShare: Readonly<Record<PlaceKind, number>>
}

/** What authorities and people do about it. */
export interface ResponseModel {
  /** A confirmed person is taken away (isolated, out of the household) from the confirmation until the outcome. */
  readonly isolateCases: boolean
  /** The household of a confirmed person stays at home for so many days; 0 for none. */
  readonly householdQuarantineDays: number
  /** Infected household members are confirmed within so many days of the first one; null when nobody tests them. */
  readonly householdTestDays: number | null
  /** Hazards outside the home are divided by 1 + this × (people confirmed in the last seven days per 1,000). */
  readonly caution: number
}

/** Cases brought in from outside the province (ca xâm nhập). The travellers are residents, away until they return. */
export interface ImportedCases {
  /** People who return infected in the first `overDays` days. */
  readonly count: number
  readonly overDays: number
  /** Mean number a day afterwards, so that the epidemic does not die out in a demo that goes on living. */
  readonly perDayAfter: number
}

export interface SimulationOptions {
  /** Any number; equal options give an equal result, bit for bit. */
  readonly seed: number
  readonly population: number
  readonly days: number
  /** The last day, 'YYYY-MM-DD'; the first is `days - 1` earlier. */
  readonly lastDay: string
  readonly communes: readonly Commune[]
  /** Two-digit code of the province, for the first three digits of the personal identification number. */
  readonly provinceCode: string
  /** 'Thừa Thiên Huế': used in the names of departments and hospitals. */
  readonly provinceName: string
  readonly disease?: Partial<DiseaseProfile>
  readonly recording?: Partial<RecordingModel>
  readonly response?: Partial<ResponseModel>
  readonly imported?: Partial<ImportedCases>
  /** Days without work and school, 'YYYY-MM-DD'. */
  readonly holidays?: readonly string[]
}

export interface ResolvedOptions extends Required<SimulationOptions> {
  readonly disease: DiseaseProfile
  readonly recording: RecordingModel
  readonly response: ResponseModel
  readonly imported: ImportedCases
  readonly firstDay: string
}

/** One person as a plain object, made on demand by `people.get(i)`. */
export interface Person {
  readonly index: number
  readonly household: number
  readonly relation: Relation
  /** Family, middle and given name, in NFC: 'Nguyễn Thị Thu Hà'. */
  readonly name: string
  readonly sex: Sex
  /** 'YYYY-MM-DD', or 'YYYY' when only the year is known. */
  readonly birthDate: string
  /** Personal identification number (số định danh cá nhân / CCCD), 12 digits, synthetic: the serial begins with 9. */
  readonly citizenId: string
  /** E.164, own or shared within the household; null when nobody in the household has one. */
  readonly phone: string | null
  readonly ownsPhone: boolean
  readonly occupation: Occupation
  readonly rhythm: Rhythm
  /** Position in `options.communes`. */
  readonly commune: number
  /** House, street, tổ or thôn, without the commune: '27 Nguyễn Huệ, tổ 5' or 'Thôn Phú Lộc'. */
  readonly address: string
  /** Where the person works or learns; null for none. */
  readonly workplace: number | null
  readonly workArea: number | null
}

export interface People {
  readonly count: number
  readonly household: Uint32Array
  /** Code into `relations`. */
  readonly relation: Uint8Array
  /** Code into `sexes`. */
  readonly sex: Uint8Array
  /** Days since 1970-01-01, negative before it. */
  readonly birthDay: Int32Array
  /** 1 where only the year of birth is known. */
  readonly birthYearOnly: Uint8Array
  /** Age in whole years on the first day. */
  readonly age: Uint8Array
  /** Position in `options.communes`. */
  readonly commune: Uint16Array
  /** Code into `occupations`. */
  readonly occupation: Uint8Array
  /** Code into `rhythms`. */
  readonly rhythm: Uint8Array
  /** Area of the workplace or class, -1 for none. */
  readonly workArea: Int32Array
  /** National significant number (nine digits) of the phone that reaches the person, 0 for none. */
  readonly phone: Uint32Array
  /** The person the phone belongs to, -1 for none. */
  readonly phoneOwner: Int32Array
  name(person: number): string
  /** Birth date as the register knows it: 'YYYY-MM-DD' or 'YYYY'. */
  birthDate(person: number): string
  citizenId(person: number): string
  /** E.164. */
  phoneNumber(person: number): string | null
  address(person: number): string
  get(person: number): Person
}

export interface Households {
  readonly count: number
  /** Members of household h are people `firstMember[h]` up to, not including, `firstMember[h + 1]`; the head comes first. */
  readonly firstMember: Uint32Array
  readonly commune: Uint16Array
  address(household: number): string
  members(household: number): number[]
}

export interface Place {
  readonly index: number
  readonly kind: PlaceKind
  readonly name: string
  readonly commune: number
  readonly address: string
  readonly capacity: number
  /** An adult with a phone who registers the place as a checkpoint; null when it has no staff among the people. */
  readonly registrant: number | null
  readonly areas: readonly { readonly index: number; readonly name: string | null; readonly capacity: number }[]
}

export interface Places {
  readonly count: number
  /** Code into `placeKinds`. */
  readonly kind: Uint8Array
  readonly commune: Uint16Array
  readonly capacity: Uint32Array
  readonly registrant: Int32Array
  /** Areas of place p are `firstArea[p]` up to, not including, `firstArea[p + 1]`; every place has one at least. */
  readonly firstArea: Uint32Array
  readonly areaCount: number
  readonly areaPlace: Uint32Array
  readonly areaCapacity: Uint16Array
  name(place: number): string
  address(place: number): string
  /** null for the only area of an undivided place. */
  areaName(area: number): string | null
  /** People who work there. */
  staff(place: number): readonly number[]
  get(place: number): Place
}

/** True visits of one day, ordered by person, then time. A person's visits never overlap. */
export interface Visits {
  readonly count: number
  readonly person: Uint32Array
  readonly place: Uint32Array
  readonly area: Uint32Array
  /** Minutes after local midnight, `in < out <= 1440`. */
  readonly in: Uint16Array
  readonly out: Uint16Array
}

/** How a scan was made. */
export const scanMeans = ['poster', 'personal-qr', 'card'] as const
export type ScanMeans = (typeof scanMeans)[number]

/** Recorded scans of one day, ordered by second. */
export interface Scans {
  readonly count: number
  /** Row of the day's `Visits`. */
  readonly visit: Uint32Array
  /** Seconds after local midnight, within the true visit. */
  readonly second: Uint32Array
  /** 0 in, 1 out. */
  readonly out: Uint8Array
  /** Code into `scanMeans`: poster = the person scanned it; the others were scanned by staff (card = CCCD or BHYT). */
  readonly means: Uint8Array
  /** The member of staff who scanned, -1 for a poster or where the place has none. */
  readonly staff: Int32Array
}

export type Setting = 'imported' | 'household' | 'place'

/** One true infection. A person is infected once at most. Instants are epoch milliseconds and may lie in the future. */
export interface Infection {
  /** Position in `simulation.infections`. */
  readonly id: number
  readonly person: number
  /** The person who passed it on; null for an imported case. */
  readonly infector: number | null
  readonly at: number
  readonly setting: Setting
  readonly place: number | null
  readonly area: number | null
  readonly household: number | null
  /** 0 for an imported case. */
  readonly generation: number
  readonly infectiousFrom: number
  readonly infectiousUntil: number
  /** First symptoms; null without symptoms. */
  readonly onset: number | null
  /** Confirmed (F0); null when never found. Household testing may bring a future confirmation forward. */
  readonly detectedAt: number | null
  readonly detectedBy: 'symptoms' | 'screening' | 'household-test' | null
  readonly staysHome: boolean
  /** Personal infectiousness, mean 1. */
  readonly infectivity: number
  readonly outcome: 'recovered' | 'died'
  readonly outcomeAt: number
}

export interface SimulatedDay {
  /** 0 for the first day. */
  readonly index: number
  readonly date: string
  /** Epoch milliseconds of 00:00 in Asia/Ho_Chi_Minh: an instant is `midnight + minute * 60_000`. */
  readonly midnight: number
  /** The arrays belong to the caller; they are not reused for the next day. */
  readonly visits: Visits
  readonly scans: Scans
  /** Infections that happened, or came home, on this day. */
  readonly infections: readonly Infection[]
  /** Confirmed on this day, in time order. */
  readonly confirmed: readonly Infection[]
}

/** A residents' journey that ends with an infection brought home. Days are indexes; away from `leaves` to before `returns`. */
export interface Trip {
  readonly person: number
  readonly leaves: number
  readonly returns: number
  readonly infectedAt: number
}

/** Plain JSON: with equal options it continues the simulation without replaying it. */
export interface SimulationState {
  readonly version: 1
  readonly seed: number
  readonly firstDay: string
  readonly simulatedDays: number
  readonly infections: readonly Infection[]
  readonly trips: readonly Trip[]
}

/** True co-presence of one person with another, summed over a window. */
export interface TrueContact {
  readonly person: number
  /** null for time at home together. */
  readonly place: number | null
  readonly area: number | null
  readonly minutes: number
  /** First beginning and last end of being together, epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** The person was infected by the case within the window, at this place (or at home). */
  readonly infected: boolean
}

/** A half-open span of time, epoch milliseconds. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

export interface Truth {
  infectionOf(person: number): Infection | undefined
  /** The person's infector, the infector's infector, …, to the imported case. Empty for an imported or uninfected person. */
  infectorChain(person: number): readonly Infection[]
  /** Those the person infected, in time order. */
  infectedBy(person: number): readonly Infection[]
  /** True visits of a person in the window, in time order. */
  visitsOf(person: number, window: TimeWindow): readonly TrueVisit[]
  /** Everyone in the same area (not only the same place) at an overlapping time, and the household; longest first. */
  contactsWithin(person: number, window: TimeWindow): readonly TrueContact[]
}

export interface TrueVisit {
  readonly person: number
  readonly place: number
  readonly area: number
  readonly from: number
  readonly to: number
}

export interface Simulation {
  readonly options: ResolvedOptions
  readonly people: People
  readonly households: Households
  readonly places: Places
  /** 1 for a person with the app. */
  readonly hasApp: Uint8Array
  /** 1 for a place registered as a checkpoint. */
  readonly isCheckpoint: Uint8Array
  /** All infections so far, in order of discovery by the simulation (days, then time). */
  readonly infections: readonly Infection[]
  readonly simulatedDays: number
  /** The days not yet simulated, up to `lastDay`. */
  days(): Generator<SimulatedDay, void, void>
  /** Simulates the next day, past `lastDay` too. */
  advance(): SimulatedDay
  /** The given day: produced again when it was simulated, else simulated with those before it. Throws before the first day. */
  day(date: string): SimulatedDay
  state(): SimulationState
  readonly truth: Truth
}
