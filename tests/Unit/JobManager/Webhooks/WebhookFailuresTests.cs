using System.Net.Sockets;
using System.Security.Authentication;
using Platform.JobManager.Webhooks;
using Platform.ServiceDefaults.Outbound;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Webhooks;

public sealed class WebhookFailuresTests
{
    private const string Inside = "Text of the program (Parameter 'inside')";

    public static TheoryData<Exception, string> Known => new()
    {
        { new HttpRequestException(HttpRequestError.ConnectionError, Inside, new AddressNotAllowedException()), "The host is not at a public address." },
        { new HttpRequestException(HttpRequestError.ConnectionError, Inside, new SocketException((int)SocketError.HostNotFound)), "The host name could not be resolved." },
        { new HttpRequestException(HttpRequestError.NameResolutionError, Inside), "The host name could not be resolved." },
        { new HttpRequestException(HttpRequestError.ConnectionError, Inside, new SocketException((int)SocketError.ConnectionRefused)), "The receiver refused the connection." },
        { new HttpRequestException(HttpRequestError.ConnectionError, Inside, new FormatException(Inside)), "The receiver could not be reached." },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, Inside, new AuthenticationException(Inside)), "The receiver's certificate or TLS is not accepted." },
        { new HttpRequestException(HttpRequestError.Unknown, Inside, new HttpIOException(HttpRequestError.ResponseEnded, Inside)), "The receiver's answer is not HTTP, or broke off." },
        { new HttpRequestException(Inside, new IOException(Inside)), "It could not be sent." },
        { new UriFormatException(Inside), "The address is not valid." },
        { new InvalidOperationException(Inside), "It could not be sent." },
        { new FormatException(Inside), "It could not be sent." },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void A_failure_is_explained_without_the_message_of_the_exception(Exception failure, string expected)
    {
        var told = WebhookFailures.Explain(failure);
        told.ShouldBe(expected);
        told.ShouldNotContain("inside", Case.Insensitive);
    }
}
