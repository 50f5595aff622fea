using System.Net.Sockets;
using System.Security.Authentication;
using Platform.ServiceDefaults.Outbound;

namespace Platform.JobManager.Webhooks;

/// <summary>Explains to the owner of a webhook why there was no response. Messages of exceptions are not shown: they describe the program, not the receiver.</summary>
internal static class WebhookFailures
{
    private const string Other = "It could not be sent.";

    /// <summary>The explanation for an exception.</summary>
    public static string Explain(Exception failure) => failure switch
    {
        AddressNotAllowedException => "The host is not at a public address.",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery } => "The host name could not be resolved.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "The receiver refused the connection.",
        SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown } => "The receiver could not be reached.",
        SocketException => "The connection could not be kept.",
        AuthenticationException => "The receiver's certificate or TLS is not accepted.",
        UriFormatException => "The address is not valid.",

        // An inner exception is usually more specific.
        { InnerException: { } cause } when Explain(cause) is var explained && explained != Other => explained,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "The host name could not be resolved.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "The receiver's certificate or TLS is not accepted.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "The receiver could not be reached.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "The receiver's answer is too large.",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError } or HttpIOException => "The receiver's answer is not HTTP, or broke off.",
        _ => Other,
    };
}
