package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.config.EngineConfig;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClientBuilder;

/**
 * Makes the AWS SDK's client that reads policy stores, in the background and one call at a time.
 */
final class PolicyStoreClients {
  /** The SDK's standard retries make up to three attempts, and wait between them. */
  private static final int ATTEMPTS_WITH_WAITING = 4;

  private PolicyStoreClients() {}

  /**
   * Makes a client with the SDK's default chain of credentials; calls nothing.
   *
   * @param attemptTimeout bound on one HTTP exchange
   * @throws IllegalArgumentException when there is no Region
   */
  static VerifiedPermissionsClient create(EngineConfig.Avp avp, Duration attemptTimeout) {
    return create(avp, attemptTimeout, DefaultCredentialsProvider.builder().build());
  }

  static VerifiedPermissionsClient create(
      EngineConfig.Avp avp, Duration attemptTimeout, AwsCredentialsProvider credentials) {
    VerifiedPermissionsClientBuilder builder =
        VerifiedPermissionsClient.builder()
            .credentialsProvider(credentials)
            .httpClientBuilder(
                ApacheHttpClient.builder()
                    .connectionTimeout(attemptTimeout)
                    .socketTimeout(attemptTimeout))
            .overrideConfiguration(override ->
                override
                    .retryStrategy(RetryMode.STANDARD)
                    .apiCallAttemptTimeout(attemptTimeout)
                    .apiCallTimeout(attemptTimeout.multipliedBy(ATTEMPTS_WITH_WAITING)));
    avp.region().map(Region::of).ifPresent(builder::region);
    avp.endpoint().ifPresent(builder::endpointOverride);
    if (avp.fips()) {
      builder.fipsEnabled(true);
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException(
          "avp.region: is missing, and neither AWS_REGION, nor a profile, nor the instance metadata"
              + " names one",
          e);
    }
  }
}
