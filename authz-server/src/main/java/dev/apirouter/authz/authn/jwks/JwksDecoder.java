package dev.apirouter.authz.authn.jwks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.apirouter.authz.authn.json.StrictJson;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes the usable keys out of a JWK Set (RFC 7517, section 5) and says why it leaves the others
 * out: a key must be public, meant for signatures, of an accepted algorithm, and strong enough.
 */
final class JwksDecoder {
  /** The JWS algorithms that there is a verifier for: all asymmetric (RFC 7518, section 3.1). */
  private static final Set<String> SUPPORTED =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private static final int MIN_RSA_BITS = 2048;
  // A verification costs as the square of the size.
  private static final int MAX_RSA_BITS = 8192;
  private static final int MAX_RSA_EXPONENT_BITS = 32;
  private static final int MAX_KEY_ID_LENGTH = 256;

  private final Set<String> algorithms;

  /**
   * What was decoded.
   *
   * @param snapshot at least one usable key
   * @param ignored a sentence for each key that is left out
   */
  record Decoded(JwksSnapshot snapshot, List<String> ignored) {}

  /**
   * @param algorithms the issuer's accepted algorithms
   * @throws IllegalArgumentException if there are none, or others than asymmetric ones
   */
  JwksDecoder(Set<String> algorithms) {
    if (algorithms.isEmpty() || !SUPPORTED.containsAll(algorithms)) {
      throw new IllegalArgumentException(
          "algorithms are " + algorithms + "; expected some of " + new TreeSet<>(SUPPORTED));
    }
    this.algorithms = Set.copyOf(algorithms);
  }

  /**
   * Decodes a document.
   *
   * @throws JwksException if it is no JWK Set, or has no usable key
   */
  Decoded decode(byte[] document, Instant fetchedAt) throws JwksException {
    Map<String, Object> set =
        StrictJson.readObject(document)
            .orElseThrow(() -> new JwksException("the JWKS is not a JSON object"));
    if (!(set.get("keys") instanceof List<?> elements)) {
      throw new JwksException("the JWKS has no array \"keys\"");
    }
    List<String> ignored = new ArrayList<>();
    List<VerificationKey> keys = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      try {
        keys.addAll(keys(elements.get(i)));
      } catch (JwksException e) {
        ignored.add("key " + i + " is ignored: " + e.getMessage());
      }
    }
    List<VerificationKey> unambiguous = unambiguous(keys, ignored);
    if (unambiguous.isEmpty()) {
      throw new JwksException("the JWKS has no usable key" + because(ignored));
    }
    return new Decoded(new JwksSnapshot(fetchedAt, unambiguous), List.copyOf(ignored));
  }

  private static String because(List<String> ignored) {
    return ignored.isEmpty() ? "" : ": " + String.join("; ", ignored);
  }

  private List<VerificationKey> keys(Object element) throws JwksException {
    JWK key = parse(element);
    if (key.isPrivate()) {
      throw new JwksException("it shows its private part, so anyone can sign with it");
    }
    if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
      throw new JwksException("use is " + key.getKeyUse() + ", expected sig");
    }
    if (key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY)) {
      throw new JwksException("key_ops is " + key.getKeyOperations() + ", expected verify");
    }
    if (key.getKeyID() != null && key.getKeyID().length() > MAX_KEY_ID_LENGTH) {
      throw new JwksException("kid is longer than " + MAX_KEY_ID_LENGTH + " characters");
    }
    List<VerificationKey> keys = new ArrayList<>();
    for (String algorithm : fitting(key)) {
      if (algorithms.contains(algorithm)
          && (key.getAlgorithm() == null || key.getAlgorithm().getName().equals(algorithm))) {
        try {
          keys.add(VerificationKey.of(key, JWSAlgorithm.parse(algorithm)));
        } catch (JOSEException e) {
          throw new JwksException(String.valueOf(e.getMessage()), e);
        }
      }
    }
    if (keys.isEmpty()) {
      throw new JwksException("it is for none of " + new TreeSet<>(algorithms));
    }
    return keys;
  }

  private static JWK parse(Object element) throws JwksException {
    if (!(element instanceof Map<?, ?> members)) {
      throw new JwksException("it is not a JSON object");
    }
    Object type = members.get("kty");
    if (!"RSA".equals(type) && !"EC".equals(type)) {
      throw new JwksException("kty is " + type + ", expected RSA or EC");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    members.forEach((name, value) -> copy.put((String) name, value));
    // Certificates are not looked at: the key is trusted for where it was fetched from.
    copy.keySet().removeAll(Set.of("x5c", "x5t", "x5t#S256", "x5u"));
    try {
      return JWK.parse(copy);
    } catch (ParseException | IllegalArgumentException e) {
      throw new JwksException("it is not a JWK: " + e.getMessage(), e);
    }
  }

  /** The algorithms that a key is of the right type, curve and strength for. */
  private static List<String> fitting(JWK key) throws JwksException {
    return switch (key) {
      case RSAKey rsa -> {
        checkStrength(rsa);
        yield List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
      }
      case ECKey ec when ec.getCurve().equals(Curve.P_256) -> List.of("ES256");
      case ECKey ec when ec.getCurve().equals(Curve.P_384) -> List.of("ES384");
      case ECKey ec when ec.getCurve().equals(Curve.P_521) -> List.of("ES512");
      default -> throw new JwksException("its curve is not P-256, P-384 or P-521");
    };
  }

  private static void checkStrength(RSAKey key) throws JwksException {
    RSAPublicKey rsa;
    try {
      rsa = key.toRSAPublicKey();
    } catch (JOSEException e) {
      throw new JwksException("it is not an RSA key: " + e.getMessage(), e);
    }
    int bits = rsa.getModulus().bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new JwksException(
          "it has " + bits + " bits, expected " + MIN_RSA_BITS + " to " + MAX_RSA_BITS);
    }
    BigInteger exponent = rsa.getPublicExponent();
    if (!exponent.testBit(0)
        || exponent.compareTo(BigInteger.TWO) < 0
        || exponent.bitLength() > MAX_RSA_EXPONENT_BITS) {
      throw new JwksException("its public exponent is not odd, 3 or more, and of at most 32 bits");
    }
  }

  /** Leaves out what has the id and algorithm of another key: either could be the one meant. */
  private static List<VerificationKey> unambiguous(
      List<VerificationKey> keys, List<String> ignored) {
    record Name(Optional<String> keyId, String algorithm) {}
    Map<Name, Set<VerificationKey>> byName = new LinkedHashMap<>();
    for (VerificationKey key : keys) {
      byName
          .computeIfAbsent(new Name(key.keyId(), key.algorithm()), name -> new HashSet<>())
          .add(key);
    }
    List<VerificationKey> unambiguous = new ArrayList<>();
    byName.forEach((name, same) -> {
      if (same.size() == 1 || name.keyId().isEmpty()) {
        unambiguous.addAll(same);
      } else {
        ignored.add(
            same.size()
                + " keys are ignored: all are "
                + name.algorithm()
                + " "
                + name.keyId().get());
      }
    });
    return unambiguous;
  }
}
