package dev.apirouter.authzlib.avp;

import static java.util.Objects.requireNonNull;

import dev.apirouter.authzlib.DecisionUnavailableException;
import dev.apirouter.authzlib.FineGrainedDecision;
import dev.apirouter.authzlib.FineGrainedEngine;
import dev.apirouter.authzlib.FineGrainedQuery;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.model.Decision;
import software.amazon.awssdk.services.verifiedpermissions.model.DeterminingPolicyItem;
import software.amazon.awssdk.services.verifiedpermissions.model.EvaluationErrorItem;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationException;

/**
 * Decides by a policy store of Amazon Verified Permissions, with one call of {@code IsAuthorized}
 * for each check. Region, credentials, endpoint and retries are those of the client; so is its
 * life.
 */
public final class AvpEngine implements FineGrainedEngine {
  private final VerifiedPermissionsClient client;
  private final String policyStoreId;
  private final Duration timeout;

  /**
   * Makes one; calls nothing.
   *
   * @param policyStoreId the store of the fine-grained policies: not that of the router
   * @param timeout bound on one check, retries included
   */
  public AvpEngine(VerifiedPermissionsClient client, String policyStoreId, Duration timeout) {
    this.client = requireNonNull(client, "client");
    this.policyStoreId = requireNonNull(policyStoreId, "policyStoreId");
    this.timeout = requireNonNull(timeout, "timeout");
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout " + timeout + ", expected more than nothing");
    }
  }

  @Override
  public FineGrainedDecision decide(FineGrainedQuery query) {
    try {
      return decision(
          client.isAuthorized(
              IsAuthorizedRequests.of(query)
                  .policyStoreId(policyStoreId)
                  .overrideConfiguration(override -> override.apiCallTimeout(timeout))
                  .build()));
    } catch (ValidationException e) {
      throw new IllegalArgumentException(
          "the check does not fit the schema of policy store " + policyStoreId, e);
    } catch (SdkException e) {
      throw new DecisionUnavailableException(
          "no decision of policy store " + policyStoreId + ": " + e.getMessage(), e);
    }
  }

  private static FineGrainedDecision decision(IsAuthorizedResponse response) {
    List<String> errors =
        response.errors().stream().map(EvaluationErrorItem::errorDescription).sorted().toList();
    boolean allowed =
        switch (response.decision()) {
          case ALLOW -> errors.isEmpty();
          case DENY -> false;
          case null -> throw new DecisionUnavailableException("the answer holds no decision");
          case UNKNOWN_TO_SDK_VERSION ->
              throw new DecisionUnavailableException(
                  "unknown decision %s, expected one of %s"
                      .formatted(response.decisionAsString(), Decision.knownValues()));
        };
    return new FineGrainedDecision(
        allowed,
        response.determiningPolicies().stream()
            .map(DeterminingPolicyItem::policyId)
            .sorted()
            .toList(),
        errors);
  }
}
