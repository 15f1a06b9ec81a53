package dev.apirouter.authz.engine.mirror;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceNotFoundException;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceType;

/** Makes the calls one after another, no faster than may be, and says why one failed. */
final class PolicyStoreCalls {
  /** Longest part of a foreign message that is kept, in characters. */
  private static final int MAX_MESSAGE = 300;

  private final ReadPacer pacer;
  private final LongAdder made = new LongAdder();

  PolicyStoreCalls(ReadPacer pacer) {
    this.pacer = pacer;
  }

  /**
   * Makes a call; blocks.
   *
   * @param operation AVP's name of the operation
   * @throws PolicyStoreException when it failed, whatever the reason
   */
  <T> T make(String operation, Supplier<T> call) throws PolicyStoreException, InterruptedException {
    pacer.await();
    made.increment();
    try {
      return call.get();
    } catch (SdkException e) {
      // What the SDK throws when its thread is interrupted is one of many things.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new PolicyStoreException(operation + ": " + describe(e), e);
    }
  }

  /** Calls made since the start, the SDK's retries not counted. */
  long made() {
    return made.sum();
  }

  private static String describe(SdkException e) {
    if (e instanceof ResourceNotFoundException missing
        && missing.resourceType() == ResourceType.POLICY_STORE) {
      return "AVP has no such policy store in this Region and account (avp.policy-store-id,"
          + " avp.region)";
    }
    if (e instanceof AwsServiceException service) {
      return code(service)
          .map(code -> code + ": " + shortened(service.awsErrorDetails().errorMessage()))
          .orElse("the endpoint does not speak AVP's protocol")
          .concat(
              " (HTTP %d, AWS request id %s)"
                  .formatted(
                      service.statusCode(),
                      Optional.ofNullable(service.requestId()).orElse("none")));
    }
    if (e.getCause() == null) {
      return shortened(e.getMessage());
    }
    Throwable root = e.getCause();
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return shortened(e.getMessage()) + ": " + shortened(root.toString());
  }

  static Optional<String> code(AwsServiceException e) {
    return Optional.ofNullable(e.awsErrorDetails())
        .map(details -> details.errorCode())
        .filter(code -> !code.isEmpty());
  }

  private static String shortened(@Nullable String message) {
    String text = String.valueOf(message).replaceAll("\\s+", " ");
    return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
  }
}
