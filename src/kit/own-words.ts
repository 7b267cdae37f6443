type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const isControl = (target: EventTarget | null): target is Control =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement

/**
 * What the browser says of an empty field that is `required` is in the browser's language; it is said in the page's.
 * What was said is forgotten before the form is looked at again, since a field may be filled by more than typing.
 */
export function ownWordsFor(missing: () => string): () => void {
  const say = ({ target }: Event) => {
    if (isControl(target) && target.validity.valueMissing) target.setCustomValidity(missing())
  }
  const forget = ({ target }: Event) => {
    const form = target instanceof Element ? target.closest('form') : null
    for (const control of form?.elements ?? []) if (isControl(control)) control.setCustomValidity('')
  }
  document.addEventListener('invalid', say, true)
  document.addEventListener('click', forget, true)
  document.addEventListener('input', forget, true)
  return () => {
    document.removeEventListener('invalid', say, true)
    document.removeEventListener('click', forget, true)
    document.removeEventListener('input', forget, true)
  }
}
