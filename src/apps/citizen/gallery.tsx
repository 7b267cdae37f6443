import { useState } from 'react'
import { BigAnswer } from '#kit/citizen/answer.tsx'
import {
  Button,
  Card,
  Check,
  Choice,
  CodeField,
  EmptyState,
  ErrorSummary,
  Facts,
  Notice,
  Page,
  PhoneField,
  ProblemState,
  QrView,
  RiskTag,
  Row,
  Rows,
  SelectField,
  Skeleton,
  TextField,
} from '#kit/citizen/index.ts'
import { ICONS, Icon } from '#kit/icon.tsx'
import { type Feedback, feedback, unlockSound } from '#kit/scan/feedback.ts'
import type { Tone } from '#kit/tone.ts'

const TONES: readonly Tone[] = ['green', 'yellow', 'orange', 'red', 'none']
const ANSWERS: Readonly<Record<Tone, { word: string; todo: string }>> = {
  green: { word: 'Mời vào', todo: 'Nhắc đeo khẩu trang, giữ khoảng cách.' },
  yellow: { word: 'Đối chiếu', todo: 'So mã với giấy tờ tùy thân trước khi cho vào.' },
  orange: { word: 'Xin chờ', todo: 'Mời gặp nhân viên y tế.' },
  red: { word: 'Dừng lại', todo: 'Mã đã bị thu hồi. Mời gặp người phụ trách.' },
  none: { word: 'Chưa rõ', todo: 'Không có mạng. Ghi nhận xong sẽ gửi khi có mạng.' },
}

const SOUNDS: Readonly<Record<Tone, Feedback>> = {
  green: 'ok',
  yellow: 'warn',
  orange: 'stop',
  red: 'stop',
  none: 'warn',
}

/** Every part of the citizen's kit, in development only. `?answer=green` opens the big answer. */
export function Gallery() {
  const asked = new URLSearchParams(location.search).get('answer') as Tone | null
  const [answer, setAnswer] = useState<Tone | null>(asked)
  const [phone, setPhone] = useState('0912345678')
  const [code, setCode] = useState('2468')
  const [text, setText] = useState('Nguyễn Hoàng Thị Phương Uyên')
  const [choice, setChoice] = useState<'yes' | 'no'>()
  const [kind, setKind] = useState('')
  const [agreed, setAgreed] = useState(false)
  return (
    <Page title="Bộ giao diện người dân" back="/" intro="Mọi thành phần, mọi trạng thái. Chữ có dấu: Ấ Ộ Ữ ằ ẵ ỹ.">
      <ErrorSummary
        faults={[
          { field: 'phone', message: 'Số điện thoại chưa đủ 10 chữ số' },
          { field: 'symptom', message: 'Vui lòng chọn có hoặc không' },
        ]}
      />
      <Card title="Biểu mẫu" icon="edit">
        <div className="s-form">
          <PhoneField
            name="phone"
            label="Số điện thoại"
            hint="Mã đăng nhập sẽ được gửi đến số này."
            error="Số điện thoại chưa đủ 10 chữ số"
            value={phone}
            onChange={setPhone}
          />
          <CodeField name="code" label="Mã gồm 6 chữ số" value={code} onChange={setCode} />
          <TextField name="name" label="Họ và tên" hint="Như trên căn cước công dân." value={text} onChange={setText} />
          <TextField name="note" label="Ghi chú" lines={3} value="" onChange={() => undefined} />
          <SelectField
            name="kind"
            label="Loại địa điểm"
            value={kind}
            onChange={setKind}
            options={[
              { value: 'market', label: 'Chợ' },
              { value: 'office', label: 'Cơ quan' },
            ]}
          />
          <Choice
            name="symptom"
            label="Ông/Bà có sốt hoặc ho không?"
            error="Vui lòng chọn có hoặc không"
            inline
            value={choice}
            onChange={setChoice}
            options={[
              { value: 'yes', label: 'Có' },
              { value: 'no', label: 'Không' },
            ]}
          />
          <Choice
            name="who"
            label="Khai cho ai?"
            value={choice}
            onChange={setChoice}
            options={[
              { value: 'yes', label: 'Cho tôi', hint: 'Nguyễn Hoàng Thị Phương Uyên' },
              { value: 'no', label: 'Khai hộ người khác', hint: 'Người già, trẻ em, người không có điện thoại' },
            ]}
          />
          <Check name="agree" label="Tôi đồng ý nhận thông báo" checked={agreed} onChange={setAgreed} />
        </div>
      </Card>
      <Button onClick={unlockSound}>Tiếp tục</Button>
      <Button kind="secondary" icon="download">
        Tải áp phích
      </Button>
      <Button kind="danger">Xóa địa điểm</Button>
      <Button busy="Đang gửi…">Gửi</Button>
      <Button kind="quiet">Để sau</Button>
      <Notice title="Mã QR dùng được khi không có mạng." />
      <Notice tone="green" title="Hiện không có khuyến cáo nào" />
      <Notice tone="yellow" title="Ông/Bà nên theo dõi sức khỏe">
        Vui lòng đo nhiệt độ mỗi ngày trong 7 ngày.
      </Notice>
      <Notice tone="orange" title="Mời gặp nhân viên y tế">
        Trạm y tế phường Thuận Hóa, trước 17:00 ngày 24/11/2026.
      </Notice>
      <Notice tone="red" title="Vui lòng ở nhà và gọi 1900 9095" />
      <Notice tone="error" title="Chưa gửi được tờ khai" />
      <p>
        {TONES.map(tone => (
          <RiskTag key={tone} tone={tone}>
            {ANSWERS[tone].word}
          </RiskTag>
        ))}
      </p>
      <Card title="Mã của tôi" icon="qr">
        <QrView text="SAOLA:1:01939e3e7a3c7d3e:K7QF" label="Mã QR cá nhân" caption="NGUYỄN HOÀNG THỊ PHƯƠNG UYÊN" />
      </Card>
      <Card flush title="Địa điểm của tôi" icon="place">
        <Rows>
          <Row
            icon="office"
            title="Trung tâm Phục vụ hành chính công thành phố Huế và các huyện lân cận"
            detail="1.234 lượt hôm nay"
            to="/kit"
            end={<RiskTag tone="green">Mở</RiskTag>}
          />
          <Row icon="people" title="Chợ Đông Ba" detail="Cổng chính" to="/kit" />
        </Rows>
      </Card>
      <Card title="Thông tin">
        <Facts
          facts={[
            ['Họ và tên', 'Nguyễn Hoàng Thị Phương Uyên'],
            ['Ngày sinh', '22/11/1990'],
          ]}
        />
      </Card>
      <Card>
        <Skeleton lines={3} />
      </Card>
      <Card>
        <EmptyState icon="inbox" title="Chưa có việc nào" action={<Button fit>Đăng ký địa điểm</Button>}>
          Việc cần làm sẽ hiện ở đây.
        </EmptyState>
      </Card>
      <Card>
        <ProblemState problem={new Error('x')} again={() => undefined} />
      </Card>
      <Card title="Câu trả lời">
        <div className="s-form">
          {TONES.map(tone => (
            <Button
              key={tone}
              kind="secondary"
              onClick={() => {
                feedback(SOUNDS[tone])
                setAnswer(tone)
              }}
            >
              {ANSWERS[tone].word}
            </Button>
          ))}
        </div>
      </Card>
      <Card title="Biểu tượng">
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12 }}>
          {ICONS.map(name => (
            <Icon key={name} name={name} label={name} size={28} />
          ))}
        </div>
      </Card>
      {answer ? (
        <BigAnswer
          tone={answer}
          {...ANSWERS[answer]}
          name="NGUYỄN HOÀNG THỊ PHƯƠNG UYÊN"
          facts={['Vào lúc 14:05', 'Chợ Đông Ba – Cổng chính']}
          next="Quét tiếp"
          onNext={() => setAnswer(null)}
          other={{ label: 'Hủy lượt này', onClick: () => setAnswer(null) }}
        />
      ) : null}
    </Page>
  )
}
