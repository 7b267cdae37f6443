import { Component, type ReactNode } from 'react'

export interface CatchProps {
  /** A change of it forgets the problem: the path of the page. */
  readonly at: string
  readonly show: (problem: unknown, again: () => void) => ReactNode
  readonly children: ReactNode
}

interface State {
  readonly problem: unknown
  readonly at: string
}

/** Catches what a page throws while it is drawn, so that the rest of the screen stays. */
export class Catch extends Component<CatchProps, State> {
  override state: State = { problem: undefined, at: this.props.at }

  static getDerivedStateFromError(problem: unknown): Partial<State> {
    return { problem }
  }

  static getDerivedStateFromProps({ at }: CatchProps, state: State): State | null {
    return at === state.at ? null : { problem: undefined, at }
  }

  override render(): ReactNode {
    const { problem } = this.state
    return problem === undefined
      ? this.props.children
      : this.props.show(problem, () => this.setState({ problem: undefined }))
  }
}
