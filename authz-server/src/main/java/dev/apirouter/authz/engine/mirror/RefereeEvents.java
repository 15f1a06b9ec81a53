package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;

/** What is told of decisions that another engine took as well, on the referee's thread. */
public interface RefereeEvents {
  /** Both decided alike. */
  void agreed();

  /** One allowed and the other did not, by the same policies as far as is known. */
  void disagreed(AuthorizationQuery query, Decision ours, Decision theirs);

  /** The other engine took no decision. */
  void failed(Throwable fault);

  /** Nothing was compared: too many waited, or the policies changed meanwhile. */
  void skipped();
}
