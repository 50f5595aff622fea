namespace Platform.ApiGateway.Mail;

/// <summary>What mails say, all in one place. Lines end where a reader of 72 columns would break them.</summary>
internal static class MailTexts
{
    private const string Greeting = "Hello,\n\n";

    private const string End = "\n\n-- \nPlatform. Nobody reads answers to this mail.\n";

    public static MailText Verification(string code, string link) => new(
        "Verify your e-mail address",
        $"{Greeting}please show that this address is yours. Open\n\n  {link}\n\nor type this code on the page; it is good for a day:\n\n  {code}\n\n"
        + $"If you have no account with us, somebody has mistyped an address: there is\nnothing that you need to do.{End}");

    public static MailText PasswordReset(string code, string link) => new(
        "Choose a new password",
        $"{Greeting}somebody, you we hope, has forgotten the password of your account. To choose\na new one, open\n\n  {link}\n\n"
        + $"or type this code on the page; it is good for 30 minutes:\n\n  {code}\n\n"
        + $"If it was not you there is nothing that you need to do: without the code\nnobody gets into your account. Give it to nobody.{End}");

    public static MailText EmailChange(string code, string link) => new(
        "Confirm your new e-mail address",
        $"{Greeting}an account is to have this address from now on. Sign in, and open\n\n  {link}\n\nor type this code on the page of your account; it is good for 30 minutes:\n\n  {code}\n\n"
        + $"If you have not asked for it there is nothing that you need to do.{End}");

    public static MailText AddressTaken(string forgotten) => new(
        "Somebody wanted to use your e-mail address",
        $"{Greeting}somebody wanted to give another account this address. It has one already,\nyours, and so nothing was changed.\n\n"
        + $"If it was you and you cannot get into your account any more, choose a new\npassword on\n\n  {forgotten}{End}");

    public static MailText PasswordChanged(string forgotten) => new(
        "Your password was changed",
        $"{Greeting}the password of your account was changed, and every other session has ended.\n\n"
        + $"If it was not you, choose a new password at once on\n\n  {forgotten}\n\nand look through your API keys.{End}");

    public static MailText PasswordWasReset(string forgotten) => new(
        "Your password was changed",
        $"{Greeting}the password of your account was changed by a code that we had mailed to you,\nand every session has ended. API keys go on.\n\n"
        + $"If it was not you, somebody reads your mail. Secure it first, then choose a\nnew password on\n\n  {forgotten}\n\nand look through your API keys.{End}");

    public static MailText EmailChanged(string newEmail) => new(
        "The e-mail address of your account was changed",
        $"{Greeting}your account has another address from now on:\n\n  {newEmail}\n\nThis one is not used any more. If it was not you, tell who runs the platform\nat once.{End}");
}
