using System.Net;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Inputs;

namespace Platform.ApiGateway.Access;

/// <summary>Adds rows to the table of security events.</summary>
internal static class SecurityLog
{
    private const int MaxDetail = 500;

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
            Detail = detail is null ? null : TextCut.Begin(detail, MaxDetail),
        };
    }
}
