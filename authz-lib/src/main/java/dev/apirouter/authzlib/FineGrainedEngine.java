package dev.apirouter.authzlib;

/**
 * What decides. An engine is safe for use by several threads.
 *
 * @see dev.apirouter.authzlib.cedar.CedarEngine
 * @see dev.apirouter.authzlib.avp.AvpEngine
 */
public interface FineGrainedEngine {
  /**
   * Decides; blocks.
   *
   * @throws DecisionUnavailableException when there is no decision
   * @throws IllegalArgumentException when the query does not fit the schema
   */
  FineGrainedDecision decide(FineGrainedQuery query);
}
