package dev.apirouter.authz.engine.cedar;

import dev.apirouter.authz.engine.EntityUid;

/** What the policies of a slice are chosen by: an action with the types it is applied to. */
record RequestKind(EntityUid action, String principalType, String resourceType) {}
