import { Button } from '@mantine/core'
import { useWords } from '#core/web/words.tsx'
import { CopyButton, Facts, Modal } from '#kit/console/index.ts'

/** A password for once: shown this one time, to be handed over. */
export function GivenPassword(props: { login: string; password: string; onClose: () => void }) {
  const { login, password, onClose } = props
  const t = useWords()
  return (
    <Modal opened onClose={onClose} title={t('identity.web.given.title')} closeOnClickOutside={false}>
      <div className="k-stack">
        <p>{t('identity.web.given.help')}</p>
        <Facts
          facts={[
            [t('identity.web.login'), login],
            [t('identity.web.password'), <code key="password">{password}</code>],
          ]}
        />
        <div className="k-foot">
          <CopyButton text={password}>{t('identity.web.given.copy')}</CopyButton>
          <Button onClick={onClose}>{t('identity.web.given.done')}</Button>
        </div>
      </div>
    </Modal>
  )
}
