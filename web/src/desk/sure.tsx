/**
 * A question before what cannot be taken back, or is felt by many: asked in the middle of the window, so that it stands in
 * view on any screen and with any motion, and Escape says no.
 */
import { App as AntApp } from 'antd';
import { cloneElement, type ReactElement, type ReactNode } from 'react';

export interface SureProps {
  readonly title: string;
  readonly description: ReactNode;
  /** The act is a loss: the button says so, and Enter alone does not press it. */
  readonly danger?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly children: ReactElement<{ onClick?: () => void }>;
}

export function Sure({ title, description, danger = false, onConfirm, children }: SureProps) {
  const { modal } = AntApp.useApp();
  const onClick = (): void => {
    modal.confirm({
      title,
      content: description,
      okText: title,
      okButtonProps: { danger },
      centered: true,
      autoFocusButton: danger ? 'cancel' : 'ok',
      onOk: async () => {
        await onConfirm();
      },
    });
  };
  return cloneElement(children, { onClick });
}
