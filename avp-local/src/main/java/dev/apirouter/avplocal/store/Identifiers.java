package dev.apirouter.avplocal.store;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Identifiers as the service generates them: 22 letters and digits. */
public final class Identifiers {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 22;
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Identifiers() {}

  /** A new one. */
  public static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return encode(bytes);
  }

  /** Always the same for the same seed. */
  public static String of(String seed) {
    try {
      return encode(
          MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String encode(byte[] bytes) {
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    BigInteger rest = new BigInteger(1, bytes);
    StringBuilder id = new StringBuilder(LENGTH);
    while (id.length() < LENGTH) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      id.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return id.toString();
  }
}
