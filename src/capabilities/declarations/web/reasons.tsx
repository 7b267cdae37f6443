import './reasons.css'

/** Why a declaration is judged as it is: each answer of concern on its own line. */
export const Reasons = ({ reasons }: { reasons: readonly string[] }) => (
  <ul className="de-reasons">
    {reasons.map(reason => (
      <li key={reason}>{reason}</li>
    ))}
  </ul>
)
