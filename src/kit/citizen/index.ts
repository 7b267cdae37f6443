export { phoneText } from '../phone.ts'
export { Button, type ButtonProps } from './button.tsx'
export {
  Check,
  Checks,
  Choice,
  CodeField,
  ErrorSummary,
  type FieldFault,
  PhoneField,
  SelectField,
  TextField,
} from './fields.tsx'
export { Card, Facts, Page, Row, Rows, Tabs, WithinContext } from './layout.tsx'
export { QrView } from './qr.tsx'
export { SaveButton } from './save-button.tsx'
export { searchEnter } from './search-enter.ts'
export { EmptyState, Notice, OfflineBar, PageSkeleton, ProblemState, RiskTag, Skeleton } from './states.tsx'
export { DayField, MomentField, TimeField } from './when.tsx'
