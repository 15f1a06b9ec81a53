package dev.apirouter.avplocal.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies AWS Signature Version 4, as the IAM User Guide describes it ("Create a signed AWS API
 * request").
 *
 * <p>The SDK's own signer is of no use for it: it chooses itself which headers it signs, and a
 * verifier must take those that the client has chosen. Those of boto3 are others.
 */
public final class SignatureVerifier {
  /** How far a request's time may be from ours, either way. */
  static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private static final String SERVICE = "verifiedpermissions";
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " +Credential=(?<key>[^/, ]+)/(?<date>[0-9]{8})/(?<region>[a-z0-9-]+)"
              + "/(?<service>[a-z0-9-]+)/aws4_request"
              + " *, *SignedHeaders=(?<headers>[a-z0-9;_.-]+)"
              + " *, *Signature=(?<signature>[0-9a-f]{64})");
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AccessKey key;
  private final Clock clock;

  /** One that accepts requests which are signed with the key. */
  public SignatureVerifier(AccessKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * Returns when the request is signed rightly.
   *
   * @throws AvpException the error that AWS answers with when it is not
   */
  public void verify(SignedRequest request) {
    String header =
        request
            .header("authorization")
            .orElseThrow(() ->
                AvpException.framework(
                    "MissingAuthenticationTokenException", "Missing Authentication Token"));
    Matcher authorization = AUTHORIZATION.matcher(header);
    if (!authorization.matches()) {
      throw AvpException.framework(
          "IncompleteSignatureException",
          "Authorization header requires '%s Credential=…, SignedHeaders=…, Signature=…'"
              .formatted(ALGORITHM));
    }
    if (!authorization.group("key").equals(key.id())) {
      throw AvpException.framework(
          "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    if (request.header("x-amz-security-token").filter(key.expiredToken()::equals).isPresent()) {
      throw AvpException.expiredToken();
    }
    String time = requireScope(request, authorization);
    List<String> signed = List.of(authorization.group("headers").split(";"));
    requireSigned(request, signed);
    String expected = signature(request, authorization, signed, time);
    if (!MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII),
        authorization.group("signature").getBytes(StandardCharsets.US_ASCII))) {
      throw invalid(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
  }

  private String requireScope(SignedRequest request, Matcher authorization) {
    if (!authorization.group("service").equals(SERVICE)) {
      throw invalid("Credential should be scoped to correct service: '" + SERVICE + "'.");
    }
    String time =
        request
            .header("x-amz-date")
            .orElseThrow(() ->
                AvpException.framework(
                    "IncompleteSignatureException",
                    "Authorization header requires existence of 'X-Amz-Date'"));
    Instant at;
    try {
      at = AMZ_DATE.parse(time, Instant::from);
    } catch (DateTimeException e) {
      throw AvpException.framework(
          "IncompleteSignatureException",
          "Date must be in ISO-8601 'basic format'. Got '%s'".formatted(time));
    }
    if (!time.startsWith(authorization.group("date"))) {
      throw invalid(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '%s' != '%s'".formatted(authorization.group("date"), time));
    }
    Instant now = clock.instant();
    if (at.isBefore(now.minus(MAX_SKEW))) {
      throw invalid(
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(time, AMZ_DATE.format(now.minus(MAX_SKEW)), AMZ_DATE.format(now)));
    }
    if (at.isAfter(now.plus(MAX_SKEW))) {
      throw invalid(
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(time, AMZ_DATE.format(now.plus(MAX_SKEW)), AMZ_DATE.format(now)));
    }
    return time;
  }

  /* A header that is not signed could be changed on the way. */
  private static void requireSigned(SignedRequest request, List<String> signed) {
    request.headerNames().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> name.equals("host") || name.startsWith("x-amz-"))
        .filter(name -> !signed.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw invalid("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
        });
  }

  private String signature(
      SignedRequest request, Matcher authorization, List<String> signed, String time) {
    StringBuilder canonical = new StringBuilder("POST\n/\n\n");
    for (String name : signed) {
      canonical.append(name).append(':').append(request.header(name).orElse("")).append('\n');
    }
    canonical
        .append('\n')
        .append(authorization.group("headers"))
        .append('\n')
        .append(sha256(request.body()));
    String date = authorization.group("date");
    String region = authorization.group("region");
    String toSign =
        String.join(
            "\n",
            ALGORITHM,
            time,
            date + "/" + region + "/" + SERVICE + "/aws4_request",
            sha256(canonical.toString().getBytes(StandardCharsets.UTF_8)));
    byte[] signing = hmac(("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8), date);
    for (String part : List.of(region, SERVICE, "aws4_request")) {
      signing = hmac(signing, part);
    }
    return HexFormat.of().formatHex(hmac(signing, toSign));
  }

  private static AvpException invalid(String message) {
    return AvpException.framework("InvalidSignatureException", message);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
