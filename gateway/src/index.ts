/** The gateway's door: start the platform, or one module of it. */
export { composeHouse, type House } from './compose.ts';
export { type GuildhallOptions, type RunningGuildhall, startGuildhall } from './start-guildhall.ts';
export { type ModuleProcessOptions, type RunningModule, startModule } from './start-module.ts';
