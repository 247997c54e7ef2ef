// An app of known behaviour for the trace: it makes and agrees keys, encrypts, encodes, writes files and sends. Arguments: port, folder, part.

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.CipherOutputStream;
import javax.crypto.KeyAgreement;
import javax.crypto.NullCipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

public final class App {
  private static final SecureRandom RANDOM = new SecureRandom();

  private App() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    switch (args[2]) {
      case "beacon" -> beacon(Integer.parseInt(args[0]), folder);
      case "calls" -> calls(folder);
      case "adversary" -> adversary(folder);
      case "threads" -> threads();
      default -> throw new IllegalArgumentException(args[2]);
    }
    Files.write(folder.resolve("secrets.tsv"), Secrets.lines());
  }

  /** A key pair, an agreed key, and messages under it: framed with their length, and in base64 over a second connection. */
  private static void beacon(int port, Path folder) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair server = generator.generateKeyPair();
    KeyPair own = generator.generateKeyPair();
    Secrets.keep("private", own.getPrivate().getEncoded());
    PublicKey peer = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(server.getPublic().getEncoded()));
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(own.getPrivate());
    agreement.doPhase(peer, true);
    byte[] agreed = Secrets.keep("agreed", agreement.generateSecret());
    SecretKeySpec key = new SecretKeySpec(agreed, 0, 16, "AES");
    try (Socket socket = new Socket("127.0.0.1", port); DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      out.write(own.getPublic().getEncoded());
      out.flush();
      for (int i = 0; i < 6; i++) {
        byte[] sealed = seal(key, 200 + 37 * i);
        out.writeShort(sealed.length);
        out.write(sealed, 0, sealed.length / 2);
        out.flush();
        Thread.sleep(40);
        out.write(sealed, sealed.length / 2, sealed.length - sealed.length / 2);
        out.flush();
        Thread.sleep(120);
      }
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      for (int i = 0; i < 3; i++) {
        socket.getOutputStream().write((android.util.Base64.encodeToString(seal(key, 300), android.util.Base64.NO_WRAP) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
        Thread.sleep(120);
      }
    }
    try (FileOutputStream file = new FileOutputStream(folder.resolve("queue.bin").toFile())) {
      file.write(seal(key, 500));
    }
  }

  private static byte[] seal(SecretKey key, int bytes) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, random(12)));
    byte[] plain = Secrets.keep("plaintext", random(bytes));
    return Secrets.keep("ciphertext", cipher.doFinal(plain));
  }

  /** Every hooked method in its several forms. */
  private static void calls(Path folder) throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair pair = rsa.genKeyPair();
    KeyFactory factory = KeyFactory.getInstance("RSA");
    factory.generatePrivate(new PKCS8EncodedKeySpec(Secrets.keep("private", pair.getPrivate().getEncoded())));
    SecretKeySpec key = new SecretKeySpec(Secrets.keep("key", random(32)), "AES");
    byte[] plain = Secrets.keep("plaintext", random(100));

    Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding");
    IvParameterSpec iv = new IvParameterSpec(random(16));
    cbc.init(Cipher.ENCRYPT_MODE, key, iv);
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    pieces.write(cbc.update(plain, 0, 40));
    byte[] buffer = new byte[128];
    pieces.write(buffer, 16, cbc.update(plain, 40, 50, buffer, 16));
    pieces.write(buffer, 0, cbc.doFinal(plain, 90, 10, buffer, 0));
    byte[] sealed = Secrets.keep("ciphertext", pieces.toByteArray());
    cbc.init(Cipher.DECRYPT_MODE, key, iv);
    if (!Arrays.equals(plain, cbc.doFinal(sealed))) throw new IllegalStateException("the hook changed a result");
    ByteBuffer target = ByteBuffer.allocate(128);
    cbc.init(Cipher.ENCRYPT_MODE, key, iv);
    cbc.doFinal(ByteBuffer.wrap(plain), target);
    cbc.init(Cipher.DECRYPT_MODE, key, iv);
    try {
      cbc.doFinal(Arrays.copyOf(sealed, 30));
      throw new IllegalStateException("the hook swallowed an exception");
    } catch (javax.crypto.IllegalBlockSizeException expected) {
      Secrets.keep("note", expected.getMessage().getBytes(StandardCharsets.UTF_8));
    }

    Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
    oaep.init(Cipher.WRAP_MODE, pair.getPublic());
    byte[] wrapped = Secrets.keep("ciphertext", oaep.wrap(key));
    oaep.init(Cipher.UNWRAP_MODE, pair.getPrivate());
    oaep.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
    oaep.init(Cipher.ENCRYPT_MODE, pair.getPublic());
    Secrets.keep("ciphertext", oaep.doFinal(plain));

    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(plain);
    byte[] signed = Secrets.keep("signature", signature.sign());
    signature.update(plain);
    signature.sign(new byte[300], 10, 290);
    signature.initVerify(pair.getPublic());
    signature.update(plain);
    signature.verify(signed);
    signature.update(sealed);
    signature.verify(signed);

    Base64.getEncoder().encodeToString(sealed);
    Base64.getEncoder().encode(sealed, new byte[256]);
    Base64.getUrlEncoder().encode(plain);
    android.util.Base64.encode(Arrays.copyOf(sealed, 200), 0, sealed.length, android.util.Base64.NO_WRAP);

    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = "a password".toCharArray();
    Secrets.keep("password", "a password".getBytes(StandardCharsets.UTF_8));
    store.setEntry("one", new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(password));
    store.getKey("one", password);
    store.getEntry("one", new KeyStore.PasswordProtection(password));
    store.deleteEntry("one");

    try (FileOutputStream file = new FileOutputStream(folder.resolve("whole.enc").toString())) {
      file.write(sealed);
    }
    cbc.init(Cipher.ENCRYPT_MODE, key, iv);
    try (CipherOutputStream file = new CipherOutputStream(new FileOutputStream(folder.resolve("piecewise.enc").toFile()), cbc)) {
      for (int i = 0; i < 10; i++) file.write(plain, 10 * i, 10);
    }
    try (FileOutputStream file = new FileOutputStream(folder.resolve("plain.txt").toFile(), true)) {
      file.write(plain);
    }
  }

  /** What an app might do so that the trace betrays something. */
  private static void adversary(Path folder) throws Exception {
    byte[] secret = Secrets.keep("key", random(16));
    SecretKeySpec key = new SecretKeySpec(secret, "AES");
    for (int bytes : new int[] {0, 1, 2, 5, 15, 16, 17, 31, 32, 33, 40}) {
      Cipher stream = Cipher.getInstance("AES/CTR/NoPadding");
      stream.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(random(16)));
      Secrets.keep("ciphertext", stream.doFinal(Secrets.keep("plaintext", random(bytes))));
    }
    Cipher block = Cipher.getInstance("AES/ECB/PKCS5Padding");
    block.init(Cipher.ENCRYPT_MODE, key);
    Secrets.keep("ciphertext", block.doFinal(secret));
    Cipher none = new NullCipher();
    none.init(Cipher.ENCRYPT_MODE, key);
    none.doFinal(secret);
    none.update(secret);
    none.doFinal();
    none.init(Cipher.ENCRYPT_MODE, key);
    none.doFinal(ByteBuffer.wrap(secret), ByteBuffer.allocate(64));
    Base64.getEncoder().encodeToString(secret);
    android.util.Base64.encodeToString(Secrets.keep("plaintext", "4711".getBytes(StandardCharsets.US_ASCII)), 0);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setEntry("a\nb\u0000\u001b[31m\"}\u2028\ud800", new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection("x".toCharArray()));
    for (String name : new String[] {"pin", "a.secret!\n", "." + "k".repeat(8)}) {
      try (FileOutputStream file = new FileOutputStream(new File(folder.toFile(), name))) {
        file.write("4711".getBytes(StandardCharsets.US_ASCII));
        file.write(secret, 3, 13);
      }
    }
    try (FileOutputStream file = new FileOutputStream(folder.resolve("both").toFile())) {
      file.write(seal(key, 64));
      file.write(secret);
    }
  }

  /** Four threads at once: none may hide the calls of another. */
  private static void threads() throws Exception {
    SecretKeySpec key = new SecretKeySpec(random(16), "AES");
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> {
        try {
          for (int j = 0; j < 25; j++) seal(key, 64);
        } catch (Exception wrong) {
          throw new IllegalStateException(wrong);
        }
      });
      threads[i].start();
    }
    for (Thread thread : threads) thread.join();
  }

  private static byte[] random(int bytes) {
    byte[] made = new byte[bytes];
    RANDOM.nextBytes(made);
    return made;
  }
}
