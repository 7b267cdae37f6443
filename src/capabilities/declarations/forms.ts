import type { FormContent, FormPage, Question, Text } from '#base/forms/contract.ts'
import { type Form, form } from '#base/forms/form.ts'
import type { Shape } from '#base/forms/shape.ts'
import type { DeclarationKind } from './contract.ts'
import { GATES } from './gates.ts'

/*
 * The forms as the program knows them. The names of the questions are what the policies speak of: `positive`, `symptoms`,
 * `epidemicArea`, `contactCase`, `contactCountry`, `contactSick`; `from` and `departed` say where somebody comes from and
 * since when, `stay` where they will be.
 */
const say = (vi: string, en: string): Text => ({ vi, en })
const yes: Shape = { type: 'boolean' }
const commune: Shape = { type: 'string', format: 'uuid' }
const day: Shape = { type: 'string', format: 'date' }
const line = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const
const only = (...values: string[]): Shape => ({ type: 'string', enum: values })

/** Asks some questions only where `condition` fits the answers. */
const where = (condition: Shape, required: readonly string[], optional: readonly string[] = []): Shape => ({
  if: condition,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required },
  else: { properties: Object.fromEntries([...required, ...optional].map(name => [name, false])) },
})
const answered = (name: string, schema: object): Shape => ({
  properties: { [name]: schema as Shape },
  required: [name],
})

interface Part {
  readonly page: FormPage
  readonly properties: Readonly<Record<string, object>>
  readonly required: readonly string[]
  readonly conditions?: readonly Shape[]
}

/** A page with one question, whose words are also its title. */
const ask = (name: string, question: Question, shape: object, isRequired = true): Part => ({
  page: { name, title: question.label, questions: [question] },
  properties: { [question.name]: shape },
  required: isRequired ? [question.name] : [],
})

const SYMPTOMS = {
  fever: say('Sốt', 'Fever'),
  cough: say('Ho', 'Cough'),
  breathless: say('Khó thở', 'Shortness of breath'),
  pneumonia: say('Viêm phổi', 'Pneumonia'),
  'sore-throat': say('Đau họng', 'Sore throat'),
  tired: say('Mệt mỏi', 'Fatigue'),
}
const ABROAD = { nausea: say('Buồn nôn, nôn', 'Nausea or vomiting'), diarrhoea: say('Tiêu chảy', 'Diarrhoea') }
const NO_SYMPTOM = { none: say('Không có dấu hiệu nào', 'None of these') }

const symptoms = (signs: Record<string, Text>): Part =>
  ask(
    'trieu-chung',
    {
      name: 'symptoms',
      label: say(
        'Trong 21 ngày qua, Ông/Bà có dấu hiệu nào dưới đây?',
        'In the last 21 days, have you had any of these signs?',
      ),
      hint: say('Chọn tất cả dấu hiệu đã có.', 'Choose all that apply.'),
      says: say('Có triệu chứng', 'Has symptoms'),
      options: { ...signs, ...NO_SYMPTOM },
    },
    {
      type: 'array',
      items: only(...Object.keys(signs), 'none'),
      minItems: 1,
      uniqueItems: true,
      if: { contains: { const: 'none' } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { maxItems: 1 },
    },
  )

const epidemicArea: Part = {
  page: {
    name: 'vung-dich',
    title: say(
      'Trong 21 ngày qua, Ông/Bà có đến vùng đang có dịch?',
      'In the last 21 days, have you been to an epidemic area?',
    ),
    questions: [
      {
        name: 'epidemicArea',
        label: say(
          'Trong 21 ngày qua, Ông/Bà có đến hoặc ở vùng đang có dịch không?',
          'In the last 21 days, have you been to or stayed in an epidemic area?',
        ),
        hint: say('Trong nước hoặc nước ngoài.', 'In Vietnam or abroad.'),
        says: say('Từ vùng có dịch', 'From an epidemic area'),
      },
      {
        name: 'epidemicPlace',
        label: say('Đã đến những nơi nào?', 'Which places?'),
        as: 'lines',
      },
    ],
  },
  properties: { epidemicArea: yes, epidemicPlace: line(300) },
  required: ['epidemicArea'],
  conditions: [where(answered('epidemicArea', { const: true }), ['epidemicPlace'])],
}

const contact: Part = {
  page: {
    name: 'tiep-xuc',
    title: say(
      'Trong 21 ngày qua, Ông/Bà có tiếp xúc với ai dưới đây?',
      'In the last 21 days, were you in contact with',
    ),
    questions: [
      {
        name: 'contactCase',
        label: say('Người mắc bệnh hoặc nghi mắc bệnh', 'Somebody who has, or may have, the disease'),
        says: say('Tiếp xúc ca bệnh hoặc ca nghi ngờ', 'Contact with a case or suspected case'),
      },
      {
        name: 'contactCountry',
        label: say('Người từ vùng hoặc nước đang có dịch', 'Somebody from an area or country with the epidemic'),
        says: say('Tiếp xúc người từ vùng có dịch', 'Contact with somebody from an epidemic area'),
      },
      {
        name: 'contactSick',
        label: say(
          'Người có sốt, ho, khó thở hoặc viêm phổi',
          'Somebody with fever, cough, shortness of breath or pneumonia',
        ),
        says: say('Tiếp xúc người có triệu chứng', 'Contact with somebody who has symptoms'),
      },
    ],
  },
  properties: { contactCase: yes, contactCountry: yes, contactSick: yes },
  required: ['contactCase', 'contactCountry', 'contactSick'],
}

const positive: Part = {
  page: {
    name: 'xet-nghiem',
    title: say('Ông/Bà có kết quả xét nghiệm dương tính không?', 'Have you tested positive?'),
    questions: [
      {
        name: 'positive',
        label: say(
          'Trong 10 ngày qua, Ông/Bà có kết quả xét nghiệm dương tính không?',
          'In the last 10 days, have you tested positive?',
        ),
        hint: say('Kể cả khi tự làm xét nghiệm nhanh ở nhà.', 'Rapid tests taken at home count too.'),
        says: say('Tự khai dương tính', 'Says to have tested positive'),
      },
      { name: 'testedOn', label: say('Ngày xét nghiệm', 'Day of the test'), past: true },
      {
        name: 'testKind',
        label: say('Loại xét nghiệm', 'Kind of test'),
        options: { rapid: say('Xét nghiệm nhanh', 'Rapid test'), pcr: say('RT-PCR', 'RT-PCR') },
      },
    ],
  },
  properties: { positive: yes, testedOn: day, testKind: only('rapid', 'pcr') },
  required: ['positive'],
  conditions: [where(answered('positive', { const: true }), ['testedOn', 'testKind'])],
}

const stay: readonly Part[] = [
  ask(
    'noi-den',
    {
      name: 'stay',
      label: say('Ông/Bà sẽ ở xã, phường nào?', 'In which commune will you stay?'),
      as: 'unit',
      lasting: true,
    },
    commune,
  ),
  ask(
    'dia-chi-den',
    {
      name: 'stayAddress',
      label: say('Địa chỉ nơi sẽ ở', 'Address where you will stay'),
      hint: say('Số nhà, đường, thôn hoặc tổ dân phố.', 'House number, street, hamlet.'),
      lasting: true,
    },
    line(200),
  ),
]

const VEHICLES = {
  motorbike: say('Xe máy', 'Motorbike'),
  car: say('Ô tô', 'Car'),
  coach: say('Xe khách', 'Coach'),
  train: say('Tàu hỏa', 'Train'),
  plane: say('Máy bay', 'Plane'),
  ship: say('Tàu thủy', 'Ship'),
  other: say('Khác', 'Other'),
}
const SHARED = ['coach', 'train', 'plane', 'ship']

const vehicle: Part = {
  page: {
    name: 'phuong-tien',
    title: say('Ông/Bà đi bằng phương tiện nào?', 'How did you travel?'),
    questions: [
      { name: 'vehicle', label: say('Phương tiện', 'Vehicle'), options: VEHICLES },
      {
        name: 'vehicleNumber',
        label: say('Số hiệu chuyến hoặc biển số', 'Number of the trip or the plate'),
      },
      { name: 'seat', label: say('Số ghế (nếu có)', 'Seat, if any') },
    ],
  },
  properties: { vehicle: only(...Object.keys(VEHICLES)), vehicleNumber: line(40), seat: line(20) },
  required: ['vehicle'],
  conditions: [where(answered('vehicle', { enum: SHARED }), ['vehicleNumber'], ['seat'])],
}

const from: readonly Part[] = [
  ask(
    'noi-di',
    { name: 'from', label: say('Ông/Bà đi từ xã, phường nào?', 'From which commune do you come?'), as: 'unit' },
    commune,
  ),
  ask(
    'ngay-di',
    { name: 'departed', label: say('Ông/Bà rời nơi đó ngày nào?', 'On which day did you leave it?'), past: true },
    day,
  ),
]

/** What is chosen from a list, for which there were own words until 2023. */
interface Borders {
  readonly nationality: Pick<Question, 'as'>
  readonly gate: readonly [Pick<Question, 'options'>, shape: object]
  readonly countries: readonly [Pick<Question, 'as'>, shape: object]
}
const IN_WORDS: Borders = { nationality: {}, gate: [{}, line(100)], countries: [{ as: 'lines' }, line(300)] }
const FROM_LISTS: Borders = {
  nationality: { as: 'country' },
  gate: [{ options: GATES }, { ...line(100), examples: Object.keys(GATES) }],
  countries: [{ as: 'country' }, { type: 'array', items: line(60), minItems: 1, uniqueItems: true }],
}

const border = ({ nationality, gate, countries }: Borders): readonly Part[] => [
  ask(
    'quoc-tich',
    { name: 'nationality', label: say('Quốc tịch của Ông/Bà', 'Your nationality'), ...nationality, lasting: true },
    line(60),
  ),
  {
    page: {
      name: 'cua-khau',
      title: say('Ông/Bà nhập cảnh ở đâu, ngày nào?', 'Where and when did you enter?'),
      questions: [
        { name: 'gate', label: say('Cửa khẩu', 'Border gate'), ...gate[0] },
        { name: 'entered', label: say('Ngày nhập cảnh', 'Day of entry'), past: true },
      ],
    },
    properties: { gate: gate[1], entered: day },
    required: ['gate', 'entered'],
  },
  ask(
    'nuoc-da-qua',
    {
      name: 'countries',
      label: say(
        'Trong 21 ngày qua, Ông/Bà đã qua những nước nào?',
        'Which countries were you in during the last 21 days?',
      ),
      ...countries[0],
    },
    countries[1],
  ),
]

const vaccine = ask(
  'tiem-chung',
  {
    name: 'vaccinated',
    label: say('Ông/Bà đã tiêm vắc xin phòng bệnh chưa?', 'Are you vaccinated against the disease?'),
    options: {
      no: say('Chưa tiêm', 'No'),
      one: say('Đã tiêm một mũi', 'One dose'),
      full: say('Đã tiêm đủ liều', 'Fully'),
    },
    lasting: true,
  },
  only('no', 'one', 'full'),
)

const animals = ask(
  'dong-vat',
  {
    name: 'animals',
    label: say(
      'Trong 21 ngày qua, Ông/Bà có đến trang trại, chợ hoặc nơi giết mổ động vật không?',
      'In the last 21 days, have you been to a farm, a market or a slaughterhouse with live animals?',
    ),
    says: say('Tiếp xúc động vật', 'Contact with animals'),
  },
  yes,
)

const WARNING = say(
  'Khai báo thông tin sai là vi phạm pháp luật Việt Nam và có thể xử lý hình sự.',
  'Giving false information is a violation of Vietnamese law and may be prosecuted.',
)
const INTRO = say(
  'Thông tin chỉ được dùng để phòng, chống dịch.',
  'What you say is used only to prevent and control the epidemic.',
)

function contentOf(title: Text, parts: readonly Part[]): FormContent {
  return {
    title,
    intro: INTRO,
    warning: WARNING,
    pages: parts.map(part => part.page),
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: Object.assign({}, ...parts.map(part => part.properties)) as object,
      required: parts.flatMap(part => part.required),
      allOf: parts.flatMap(part => part.conditions ?? []),
    },
  }
}

const questions = [symptoms(SYMPTOMS), epidemicArea, contact, positive]

const domestic = contentOf(say('Tờ khai y tế di chuyển nội địa', 'Health declaration for domestic travel'), [
  ...from,
  ...stay,
  vehicle,
  ...questions,
])
const entry = (borders: Borders) =>
  contentOf(say('Tờ khai y tế nhập cảnh', 'Health declaration on entry'), [
    ...border(borders),
    ...stay,
    symptoms({ ...SYMPTOMS, ...ABROAD }),
    epidemicArea,
    contact,
    animals,
    positive,
    vaccine,
  ])
const population = contentOf(say('Tờ khai y tế toàn dân', 'Health declaration of the population'), questions)

const QD = 'QĐ 2666/QĐ-BYT'
const BEGAN = '2021-05-29'

export const FORMS: Readonly<Record<DeclarationKind, Form>> = {
  domestic: form({
    code: 'declarations.domestic',
    defaults: [
      { from: BEGAN, document: QD, params: { inForce: true, ...domestic } },
      { from: '2022-04-30', document: 'CV 2213/BYT-DP', params: { inForce: false, ...domestic } },
    ],
  }),
  entry: form({
    code: 'declarations.entry',
    defaults: [
      { from: BEGAN, document: QD, params: { inForce: true, ...entry(IN_WORDS) } },
      { from: '2022-04-27', document: 'CV 2118/BYT-DP', params: { inForce: false, ...entry(IN_WORDS) } },
      { from: '2023-08-15', document: 'NQ 127/NQ-CP', params: { inForce: false, ...entry(FROM_LISTS) } },
    ],
  }),
  population: form({
    code: 'declarations.population',
    defaults: [{ from: BEGAN, document: QD, params: { inForce: true, ...population } }],
  }),
}
