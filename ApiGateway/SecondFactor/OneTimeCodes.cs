using OtpNet;

namespace Platform.ApiGateway.SecondFactor;

/// <summary>Codes of authenticator apps: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which is what all of the apps know.</summary>
internal static class OneTimeCodes
{
    private const string Issuer = "Platform";
    private const int SecretBytes = 20;
    private const int Digits = 6;
    private const int StepSeconds = 30;

    // A clock may be a step off, and a code is typed near the end of its own.
    private static readonly VerificationWindow s_window = new(previous: 1, future: 1);

    public static byte[] NewSecret() => KeyGeneration.GenerateRandomKey(SecretBytes);

    /// <summary>As people type it.</summary>
    public static string Text(byte[] secret) => Base32Encoding.ToString(secret);

    /// <summary>As apps read it from a QR code.</summary>
    public static string Address(byte[] secret, string account) =>
        new OtpUri(OtpType.Totp, secret, account, Issuer, OtpHashMode.Sha1, Digits, StepSeconds).ToString();

    /// <summary>Whether a text has the form of such a code.</summary>
    public static bool IsOne(string code) => code.Length == Digits && code.All(char.IsAsciiDigit);

    /// <summary>The time step that a code belongs to; null when it is none of now.</summary>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now) =>
        new Totp(secret, StepSeconds, OtpHashMode.Sha1, Digits).VerifyTotp(now.UtcDateTime, code, out var step, s_window) ? step : null;
}
