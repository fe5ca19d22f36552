import { Lab } from '../integration/support/lab';
import { TestVps } from '../integration/support/test-vps';
import { brokenConnection, lostParts } from './stories/connection';
import { everyPage } from './stories/every-page';
import { fleet } from './stories/fleet';
import { newcomer } from './stories/newcomer';
import { owner } from './stories/owner';
import { runners } from './stories/runners';
import { signingIn } from './stories/signing-in';
import { terminal } from './stories/terminal';
import { useBrowser } from './support/visit';

/**
 * A person's paths through the dashboard, in the order in which they go: the first one finds no VPS and makes `ada`,
 * with which the others go on.
 */
const lab = new Lab();
const visit = useBrowser();
const ada = new TestVps('ada');

afterAll(() => lab.tearDown(), 60_000);

newcomer(visit, lab, ada);
owner(visit, lab, ada);
everyPage(visit);
fleet(visit, ada);
terminal(visit, ada);
runners(visit);
signingIn(visit, ada);
brokenConnection(visit, ada);
lostParts(visit);
