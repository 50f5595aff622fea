using OtpNet;

namespace Platform.ApiGateway.SecondFactor;

/// <summary>Verifies codes of authenticator apps: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which all apps support.</summary>
internal static class OneTimeCodes
{
    private const string Issuer = "Platform";
    private const int SecretBytes = 20;
    private const int Digits = 6;
    private const int StepSeconds = 30;

    // The clock may be a step off, and a code may be typed near the end of its own step.
    private static readonly VerificationWindow s_window = new(previous: 1, future: 1);

    public static byte[] NewSecret() => KeyGeneration.GenerateRandomKey(SecretBytes);

    /// <summary>Formats a secret for typing.</summary>
    public static string Text(byte[] secret) => Base32Encoding.ToString(secret);

    /// <summary>Formats a secret for a QR code.</summary>
    public static string Address(byte[] secret, string account) =>
        new OtpUri(OtpType.Totp, secret, account, Issuer, OtpHashMode.Sha1, Digits, StepSeconds).ToString();

    /// <summary>Checks whether a text has the form of such a code.</summary>
    public static bool IsOne(string code) => code.Length == Digits && code.All(char.IsAsciiDigit);

    /// <summary>Gets the time step of a code; null if it is not currently valid.</summary>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now) =>
        new Totp(secret, StepSeconds, OtpHashMode.Sha1, Digits).VerifyTotp(now.UtcDateTime, code, out var step, s_window) ? step : null;
}
