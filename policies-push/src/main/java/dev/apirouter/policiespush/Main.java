package dev.apirouter.policiespush;

import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicySource;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClientBuilder;

/** Pushes policies: {@value Options#USAGE}. */
public final class Main {
  /** What an endpoint of one's own is signed for when no Region is named. */
  private static final Region REGION_OF_ENDPOINT = Region.US_GOV_WEST_1;

  private static final int ATTEMPTS = 8;

  private Main() {}

  /**
   * Shows the difference and, unless it is a dry run, does away with it. Exit code 0 when the store
   * is as it shall be (or was only looked at), 1 when it can't be asked or changed, 2 for wrong
   * options or policies.
   */
  public static void main(String[] args) {
    System.exit(run(List.of(args), Duration.ofMillis(500), System.out, System.err));
  }

  /**
   * Does all but exit.
   *
   * @param backoff bound on the pause before the first retry of a throttled call; it doubles with
   *     each
   */
  static int run(List<String> args, Duration backoff, PrintStream out, PrintStream err) {
    Options options;
    ModelPolicies model;
    try {
      options = Options.parse(args);
      model = ModelPolicies.read(new PolicySource(options.policies(), options.schema()));
    } catch (PolicyLoadException e) {
      e.problems().forEach(err::println);
      return 2;
    } catch (IllegalArgumentException e) {
      return failed(err, 2, e.getMessage());
    }
    try (VerifiedPermissionsClient client = client(options, backoff)) {
      return push(options, model, new PolicyStore(client, options.store()), out);
    } catch (PushException | SdkClientException e) {
      return failed(err, 1, e.getMessage());
    }
  }

  private static int push(Options options, ModelPolicies model, PolicyStore store, PrintStream out)
      throws PushException {
    PushPlan plan = PushPlan.of(model, store.read());
    out.print(Diff.text(plan));
    if (options.dryRun()) {
      out.println(plan.isEmpty() ? "nothing to do" : "dry run: nothing was changed");
      return 0;
    }
    Push.run(plan, model, store);
    out.println(
        plan.isEmpty()
            ? "nothing to do"
            : "done: policy store " + options.store() + " is as the model says");
    return 0;
  }

  private static VerifiedPermissionsClient client(Options options, Duration backoff) {
    BackoffStrategy pauses = BackoffStrategy.exponentialDelay(backoff, backoff.multipliedBy(20));
    VerifiedPermissionsClientBuilder builder =
        VerifiedPermissionsClient.builder()
            .overrideConfiguration(it ->
                it.apiCallAttemptTimeout(Duration.ofSeconds(10))
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .backoffStrategy(pauses)
                            .throttlingBackoffStrategy(pauses)
                            // It gives up after some throttled calls, and a push is many of them.
                            .circuitBreakerEnabled(false)
                            .build()));
    options
        .endpoint()
        .ifPresent(endpoint -> builder.endpointOverride(endpoint).region(REGION_OF_ENDPOINT));
    options.region().map(Region::of).ifPresent(builder::region);
    return builder.build();
  }

  private static int failed(PrintStream err, int code, @Nullable String message) {
    err.println("policies-push: " + message);
    return code;
  }
}
