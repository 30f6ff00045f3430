import type { DynamicModule, ForwardReference, Provider, Type } from '@nestjs/common';
import type { ServiceOptions } from '@ride-hailing/service-kit';

type Module = ServiceOptions['module'] | Promise<DynamicModule> | ForwardReference;

const isDynamic = (module: Module): module is DynamicModule => 'module' in module;

/**
 * Replaces a provider, anywhere below a module, before the service is started with it. The replacement can build on the
 * original.
 * @throws Error when there is no such provider
 */
export function replaceProvider(
  module: Module,
  token: Type,
  replacement: (original: Provider) => Provider,
): void {
  if (!replacedBelow(module, token, replacement)) throw new Error(`no provider ${token.name}`);
}

function replacedBelow(module: Module, token: Type, replacement: (original: Provider) => Provider): boolean {
  if (!isDynamic(module)) return false;
  const isIt = (provider: Provider) =>
    provider === token || ('provide' in provider && provider.provide === token);
  const index = (module.providers ?? []).findIndex(isIt);
  if (index >= 0 && module.providers) {
    module.providers[index] = replacement(module.providers[index] as Provider);
    return true;
  }
  return (module.imports ?? []).some((each) => replacedBelow(each, token, replacement));
}
