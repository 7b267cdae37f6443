declare module 'split-sms' {
  export interface Split {
    readonly characterSet: 'GSM' | 'Unicode'
    readonly parts: readonly { readonly content: string; readonly length: number; readonly bytes: number }[]
  }
  export function split(text: string): Split
}
