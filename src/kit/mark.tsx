/** The saola (Pseudoryx nghetinhensis): two long horns, nearly parallel, and a white-marked face. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="8" fill="var(--mark-ground, #17503b)" />
      <path
        d="M13.3 16.5C12.8 11.5 11.4 7.3 9 3.8c4.3 2.7 6.7 7 7 12.2.3-5.2 2.7-9.5 7-12.2-2.4 3.5-3.8 7.7-4.3 12.7z"
        fill="#fff"
      />
      <path
        d="M8.2 16.6c1.9-.9 3.7-.8 5.1.1.8-.3 1.7-.5 2.7-.5s1.9.2 2.7.5c1.4-.9 3.2-1 5.1-.1-.6 1.7-1.9 2.8-3.7 3l-1.5 6.3c-.4 1.7-1.3 2.6-2.6 2.6s-2.2-.9-2.6-2.6l-1.5-6.3c-1.8-.2-3.1-1.3-3.7-3z"
        fill="#fff"
      />
      <path
        d="M13.5 19.7l1 3.3M18.5 19.7l-1 3.3M15 26h2"
        stroke="var(--mark-ground, #17503b)"
        strokeWidth="1.1"
        strokeLinecap="round"
      />
    </svg>
  )
}
