// What the pages do beyond forms and links. Every flow works without it. No
// storage, no eval, no markup from strings outside swap.ts.
import { forms } from "./forms";
import { drafts } from "./drafts";
import { helpers } from "./helpers";
import { idle } from "./idle";
import { keys } from "./keys";
import { live } from "./live";
import { swap } from "./swap";

swap();
forms();
drafts();
helpers();
keys();
live();
idle();
