import type { Question, Text } from '#base/forms/contract.ts'
import { form } from '#base/forms/form.ts'
import type { Shape } from '#base/forms/shape.ts'

/*
 * Forms (mẫu đơn) that procedures name. What the register knows of a person (name, birth date, card, address, telephone) is
 * asked on none of them. They are edited as data on the page of forms; further ones are added here.
 */
const say = (vi: string, en: string): Text => ({ vi, en })
const line = (maxLength = 200): Shape => ({ type: 'string', minLength: 1, maxLength }) as Shape
const day: Shape = { type: 'string', format: 'date' }
const count = (minimum: number, maximum: number): Shape => ({ type: 'integer', minimum, maximum }) as Shape

interface Asked extends Question {
  readonly shape: Shape
  readonly isOptional?: boolean
}
interface Part {
  readonly name: string
  readonly title: Text
  readonly asks: readonly Asked[]
}

const WARNING = say(
  'Tôi cam đoan những điều khai trên là đúng và chịu trách nhiệm trước pháp luật.',
  'I declare that the above is true and answer for it before the law.',
)

function formOf(code: string, document: string, title: Text, intro: Text, parts: readonly Part[]) {
  const asks = parts.flatMap(part => part.asks)
  return form({
    code: `services.${code}`,
    defaults: [
      {
        from: '2021-01-01',
        document,
        params: {
          inForce: true,
          title,
          intro,
          warning: WARNING,
          pages: parts.map(({ name, title, asks }) => ({
            name,
            title,
            questions: asks.map(({ shape: _, isOptional: __, ...question }) => question),
          })),
          schema: {
            type: 'object',
            additionalProperties: false,
            properties: Object.fromEntries(asks.map(({ name, shape }) => [name, shape])),
            required: asks.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
          },
        },
      },
    ],
  })
}

const purpose: Asked = {
  name: 'purpose',
  label: say('Mục đích sử dụng', 'What it is for'),
  hint: say('Ví dụ: nhập học, vay vốn, xin việc', 'For example: school, a loan, work'),
  shape: line(300),
}
const copies: Asked = { name: 'copies', label: say('Số bản cần cấp', 'How many copies'), shape: count(1, 20) }

const general = formOf(
  'general',
  'NĐ 61/2018/NĐ-CP',
  say('Đơn đề nghị giải quyết thủ tục hành chính', 'Application'),
  say(
    'Nêu nội dung đề nghị. Thông tin cá nhân đã có, không phải khai lại.',
    'Say what you ask for. Your personal data is known.',
  ),
  [
    {
      name: 'noi-dung',
      title: say('Nội dung đề nghị', 'What you ask for'),
      asks: [
        { name: 'request', label: say('Nội dung đề nghị', 'What you ask for'), as: 'lines', shape: line(2000) },
        { ...purpose, isOptional: true },
      ],
    },
  ],
)

const birth = formOf(
  'birth',
  'TT 04/2020/TT-BTP',
  say('Tờ khai đăng ký khai sinh', 'Registration of a birth'),
  say('Khai về trẻ được đăng ký khai sinh.', 'About the child who is registered.'),
  [
    {
      name: 'tre-em',
      title: say('Về trẻ em', 'About the child'),
      asks: [
        { name: 'childName', label: say('Họ, chữ đệm, tên', 'Full name'), shape: line() },
        { name: 'childBorn', label: say('Ngày sinh', 'Date of birth'), past: true, shape: day },
        {
          name: 'childSex',
          label: say('Giới tính', 'Sex'),
          options: { male: say('Nam', 'Male'), female: say('Nữ', 'Female') },
          shape: { type: 'string', enum: ['male', 'female'] },
        },
        { name: 'birthPlace', label: say('Nơi sinh', 'Place of birth'), shape: line(300) },
      ],
    },
    {
      name: 'cha-me',
      title: say('Về cha, mẹ', 'About the parents'),
      asks: [
        {
          name: 'motherName',
          label: say('Họ, chữ đệm, tên người mẹ', 'Name of the mother'),
          lasting: true,
          shape: line(),
        },
        {
          name: 'fatherName',
          label: say('Họ, chữ đệm, tên người cha', 'Name of the father'),
          lasting: true,
          isOptional: true,
          shape: line(),
        },
      ],
    },
  ],
)

const extract = formOf(
  'extract',
  'TT 04/2020/TT-BTP',
  say('Tờ khai cấp bản sao, xác nhận', 'Request for a copy or a confirmation'),
  say('Nêu giấy tờ cần cấp và mục đích sử dụng.', 'Say which paper you need, and what for.'),
  [
    {
      name: 'giay-to',
      title: say('Giấy tờ cần cấp', 'The paper you need'),
      asks: [
        {
          name: 'paper',
          label: say('Nội dung cần sao, xác nhận', 'What is to be copied or confirmed'),
          shape: line(500),
        },
        copies,
        purpose,
      ],
    },
  ],
)

const business = formOf(
  'business',
  'TT 01/2021/TT-BKHĐT',
  say('Giấy đề nghị đăng ký hộ kinh doanh', 'Registration of a household business'),
  say('Khai về hộ kinh doanh.', 'About the business.'),
  [
    {
      name: 'ho-kinh-doanh',
      title: say('Về hộ kinh doanh', 'About the business'),
      asks: [
        { name: 'businessName', label: say('Tên hộ kinh doanh', 'Name of the business'), lasting: true, shape: line() },
        { name: 'businessAddress', label: say('Địa chỉ trụ sở', 'Address'), lasting: true, shape: line(300) },
        { name: 'trade', label: say('Ngành, nghề kinh doanh', 'Trade'), lasting: true, as: 'lines', shape: line(500) },
        { name: 'capital', label: say('Vốn kinh doanh (đồng)', 'Capital (đồng)'), shape: count(0, 1_000_000_000) },
        { name: 'workers', label: say('Số lao động', 'Number of workers'), isOptional: true, shape: count(0, 10_000) },
      ],
    },
  ],
)

const support = formOf(
  'support',
  'NĐ 20/2021/NĐ-CP',
  say('Tờ khai đề nghị trợ giúp, hỗ trợ', 'Request for support'),
  say('Khai hoàn cảnh để xét hưởng chính sách.', 'About the circumstances.'),
  [
    {
      name: 'hoan-canh',
      title: say('Hoàn cảnh', 'Circumstances'),
      asks: [
        {
          name: 'circumstances',
          label: say('Hoàn cảnh hiện nay', 'Circumstances now'),
          as: 'lines',
          shape: line(2000),
        },
        {
          name: 'members',
          label: say('Số người trong hộ', 'People in the household'),
          lasting: true,
          shape: count(1, 30),
        },
        {
          name: 'account',
          label: say('Số tài khoản ngân hàng nhận tiền', 'Bank account'),
          hint: say('Bỏ trống nếu nhận tiền mặt', 'Leave empty for cash'),
          isOptional: true,
          lasting: true,
          shape: line(60),
        },
      ],
    },
  ],
)

export const forms = [general, birth, extract, business, support]
