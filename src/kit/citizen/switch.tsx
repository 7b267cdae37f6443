import { type ReactNode, useId } from 'react'
import './switch.css'

export interface SwitchProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

/** On or off, at once. */
export function Switch({ label, hint, checked, onChange }: SwitchProps) {
  const id = useId()
  return (
    <button
      type="button"
      role="switch"
      className="s-switch"
      aria-checked={checked}
      aria-describedby={hint ? id : undefined}
      onClick={() => onChange(!checked)}
    >
      <span className="s-switch-text">
        <span className="s-switch-label">{label}</span>
        {hint ? (
          <span className="s-switch-hint" id={id}>
            {hint}
          </span>
        ) : null}
      </span>
      <span className="s-switch-track" aria-hidden="true" />
    </button>
  )
}
