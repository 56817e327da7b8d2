/** Whether the GenAI conventions for inference cover a call. */
export const isInference = ({ method }: { readonly method: string }): boolean =>
  method === 'messages.create';
