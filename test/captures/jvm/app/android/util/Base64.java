// Stands in for Android's class, whose methods call each other as these do.
package android.util;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

public final class Base64 {
  public static final int NO_WRAP = 2;

  private Base64() {}

  public static String encodeToString(byte[] input, int flags) {
    return new String(encode(input, flags), StandardCharsets.US_ASCII);
  }

  public static String encodeToString(byte[] input, int offset, int len, int flags) {
    return new String(encode(input, offset, len, flags), StandardCharsets.US_ASCII);
  }

  public static byte[] encode(byte[] input, int flags) {
    return encode(input, 0, input.length, flags);
  }

  public static byte[] encode(byte[] input, int offset, int len, int flags) {
    // Not the encoder of java.util, which is hooked as well.
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    byte[] in = Arrays.copyOfRange(input, offset, offset + len);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < in.length; i += 3) {
      int left = in.length - i;
      int word = (in[i] & 255) << 16 | (left > 1 ? in[i + 1] & 255 : 0) << 8 | (left > 2 ? in[i + 2] & 255 : 0);
      for (int j = 0; j < 4; j++) text.append(j <= left ? alphabet.charAt(word >> (18 - 6 * j) & 63) : '=');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
