package dev.apirouter.authz.engine.avp;

import dev.apirouter.authz.config.EngineConfig;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClientBuilder;
import software.amazon.awssdk.services.verifiedpermissions.model.EvaluationErrorItem;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedResponse;

/**
 * The AWS SDK's Verified Permissions client, blocking, with the deadlines and retries of the
 * settings.
 */
final class AvpClient implements AutoCloseable {
  /** Longest text of an evaluation error that is kept, in characters. */
  private static final int MAX_ERROR = 300;

  private final VerifiedPermissionsClient client;
  private final String policyStoreId;
  private final Duration attemptTimeout;

  /**
   * Makes a client; calls nothing.
   *
   * @param retryBudget asked before each retry
   * @param requested told of each HTTP exchange
   * @throws software.amazon.awssdk.core.exception.SdkClientException when there is no Region
   */
  AvpClient(
      EngineConfig.Avp config,
      AwsCredentialsProvider credentials,
      BooleanSupplier retryBudget,
      Runnable requested) {
    this.policyStoreId = config.policyStoreId();
    this.attemptTimeout = config.attemptTimeout();
    VerifiedPermissionsClientBuilder builder =
        VerifiedPermissionsClient.builder()
            .credentialsProvider(credentials)
            .httpClientBuilder(
                ApacheHttpClient.builder()
                    .maxConnections(config.maxConcurrency())
                    .connectionTimeout(config.attemptTimeout())
                    .socketTimeout(config.attemptTimeout())
                    .connectionAcquisitionTimeout(config.timeout())
                    // Idle ones are closed by us before AVP does, old ones follow DNS.
                    .connectionMaxIdleTime(Duration.ofSeconds(20))
                    .connectionTimeToLive(Duration.ofMinutes(5))
                    .tcpKeepAlive(true))
            .overrideConfiguration(override ->
                override
                    .retryStrategy(retries(config.attempts(), retryBudget))
                    .addExecutionInterceptor(
                        new ExecutionInterceptor() {
                          @Override
                          public void beforeTransmission(
                              Context.BeforeTransmission context, ExecutionAttributes attributes) {
                            requested.run();
                          }
                        }));
    config.region().map(Region::of).ifPresent(builder::region);
    config.endpoint().ifPresent(builder::endpointOverride);
    if (config.fips()) {
      builder.fipsEnabled(true);
    }
    this.client = builder.build();
  }

  /**
   * The SDK's standard strategy, whose own token bucket stops retries when most calls fail, with a
   * backoff (full jitter) that fits into a check. The call's deadline ends it whatever is left.
   */
  private static StandardRetryStrategy retries(int attempts, BooleanSupplier retryBudget) {
    return StandardRetryStrategy.builder()
        .useClientDefaults(false)
        .maxAttempts(attempts)
        .backoffStrategy(
            BackoffStrategy.exponentialDelay(Duration.ofMillis(20), Duration.ofMillis(100)))
        .retryOnException(
            fault -> AvpFault.of(fault).kind().worthRetrying() && retryBudget.getAsBoolean())
        .build();
  }

  /**
   * Asks AVP; blocks.
   *
   * @param timeLeft bound on the call, retries included
   * @throws RuntimeException that {@link AvpFault#of} explains, when there is no decision
   */
  Decision decide(AuthorizationQuery query, Duration timeLeft) {
    return decide(query, timeLeft, attemptTimeout);
  }

  Decision decide(AuthorizationQuery query, Duration timeLeft, Duration attemptTimeLeft) {
    IsAuthorizedRequest request =
        IsAuthorizedRequests.request(policyStoreId, query)
            .overrideConfiguration(
                AwsRequestOverrideConfiguration.builder()
                    .apiCallTimeout(timeLeft)
                    .apiCallAttemptTimeout(
                        attemptTimeLeft.compareTo(timeLeft) < 0 ? attemptTimeLeft : timeLeft)
                    .build())
            .build();
    return decision(client.isAuthorized(request));
  }

  private static Decision decision(IsAuthorizedResponse response) {
    boolean allowed =
        switch (response.decision()) {
          case ALLOW -> true;
          case DENY -> false;
          // Nothing that AVP sends: {} parses as an answer, too.
          case UNKNOWN_TO_SDK_VERSION -> throw new AvpFault.NoDecisionException();
          case null -> throw new AvpFault.NoDecisionException();
        };
    List<String> errors =
        response.errors().stream()
            .map(EvaluationErrorItem::errorDescription)
            .map(AvpClient::shortened)
            .sorted()
            .toList();
    return new Decision(
        allowed && errors.isEmpty(),
        response.determiningPolicies().stream()
            .map(policy -> String.valueOf(policy.policyId()))
            .sorted()
            .toList(),
        errors);
  }

  private static String shortened(String error) {
    String text = String.valueOf(error);
    return text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) + "…" : text;
  }

  @Override
  public void close() {
    client.close();
  }
}
