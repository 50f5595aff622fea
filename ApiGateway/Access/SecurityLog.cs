using System.Net;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Access;

/// <summary>Rows of the table of security events.</summary>
internal static class SecurityLog
{
    public static SecurityEvent Create(TimeProvider time, string name, Guid? userId, IPAddress? address, string? detail)
    {
        var now = time.GetUtcNow();
        return new SecurityEvent
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Event = name,
            UserId = userId,
            Address = address,
            Detail = detail is { Length: > 500 } ? detail[..500] : detail,
        };
    }
}
