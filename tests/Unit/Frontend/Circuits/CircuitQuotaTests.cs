using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Frontend.Circuits;
using Platform.ServiceDefaults.InternalCalls;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Circuits;

public sealed class CircuitQuotaTests : IDisposable
{
    private static readonly CircuitVisitor s_one = new("one", "192.0.2.1");
    private static readonly CircuitVisitor s_beside = new("beside", "192.0.2.1");
    private static readonly CircuitVisitor s_elsewhere = new("elsewhere", "192.0.2.2");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private CircuitQuota? _slots;

    public void Dispose()
    {
        _slots?.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Circuits_are_limited_by_user_and_by_address()
    {
        var slots = With(new CircuitLimits { PerUser = 2, PerAddress = 3 });
        var first = slots.TryTake(s_one).ShouldNotBeNull();
        slots.TryTake(s_one with { Address = s_elsewhere.Address }).ShouldNotBeNull();
        slots.TryTake(s_one).ShouldBeNull();

        slots.TryTake(s_beside).ShouldNotBeNull();
        slots.TryTake(s_beside).ShouldNotBeNull();
        slots.TryTake(s_beside with { User = null }).ShouldBeNull();
        slots.TryTake(s_elsewhere).ShouldNotBeNull();

        first.Dispose();
        first.Dispose();
        slots.TryTake(s_one with { User = null }).ShouldNotBeNull();
        slots.TryTake(s_one).ShouldBeNull();
    }

    [Fact]
    public void New_circuits_are_limited_by_minute()
    {
        var slots = With(new CircuitLimits { NewPerUserPerMinute = 2, NewPerAddressPerMinute = 3 });
        for (var i = 0; i < 2; i++)
        {
            slots.HasRoom(s_one).ShouldBeTrue();
            slots.TryTake(s_one).ShouldNotBeNull().Dispose();
        }

        slots.HasRoom(s_one).ShouldBeFalse();
        slots.TryTake(s_one).ShouldBeNull();
        slots.TryTake(s_beside).ShouldNotBeNull().Dispose();
        slots.HasRoom(s_beside).ShouldBeFalse();
        slots.HasRoom(s_elsewhere).ShouldBeTrue();
    }

    [Fact]
    public void A_lost_connection_may_reconnect_when_the_quota_is_used_up()
    {
        var slots = With(new CircuitLimits { PerUser = 1 });
        using var connection = slots.TryConnect(s_one).ShouldNotBeNull();
        using var circuit = slots.TryTake(s_one).ShouldNotBeNull();
        slots.HasRoom(s_one).ShouldBeFalse();

        connection.Dispose();
        slots.HasRoom(s_one).ShouldBeTrue();
        using var again = slots.TryConnect(s_one).ShouldNotBeNull();
        slots.HasRoom(s_one).ShouldBeFalse();
    }

    [Fact]
    public void A_reservation_belongs_to_one_circuit()
    {
        var slots = With(new CircuitLimits { PerUser = 1 });
        var slot = slots.TryTake(s_one).ShouldNotBeNull();
        slots.Offer(slot);
        using var handler = new CircuitQuotaHandler(slots);
        slots.Claim().ShouldBeNull();
        slot.TryClaim().ShouldBeFalse();
        slots.TryTake(s_one).ShouldBeNull();
        handler.Dispose();
        slots.TryTake(s_one).ShouldNotBeNull();
    }

    [Fact]
    public void Visitors_behind_an_unknown_proxy_do_not_exhaust_each_others_quota()
    {
        var slots = With(new CircuitLimits { PerUser = 1, PerAddress = 1, NewPerAddressPerMinute = 2 });
        for (var i = 0; i < 3; i++)
        {
            var one = CircuitVisitor.Of(Through(user: i), new VisitorOptions());
            slots.HasRoom(one).ShouldBeTrue();
            slots.TryConnect(one).ShouldNotBeNull();
            slots.TryTake(one).ShouldNotBeNull();
            slots.HasRoom(one).ShouldBeFalse();
            slots.TryTake(one).ShouldBeNull();
        }

        // Anybody can say that there is a proxy.
        var stranger = CircuitVisitor.Of(Through(user: null), new VisitorOptions());
        slots.TryTake(stranger).ShouldNotBeNull();
        slots.TryTake(stranger).ShouldBeNull();

        // One who only says so, where the proxies are known.
        var other = CircuitVisitor.Of(Through(user: 9), new VisitorOptions { Proxies = ["192.0.2.8"] });
        other.Address.ShouldBe("192.0.2.9");
    }

    private static DefaultHttpContext Through(int? user)
    {
        var context = new DefaultHttpContext
        {
            User = new ClaimsPrincipal(user is { } id ? new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id.ToString(CultureInfo.InvariantCulture))], "test") : new ClaimsIdentity()),
        };
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.9");
        context.Request.Headers["X-Forwarded-For"] = "203.0.113.7";
        return context;
    }

    private CircuitQuota With(CircuitLimits limits) => _slots = new CircuitQuota(Options.Create(limits), new CircuitMetrics(_services.GetRequiredService<IMeterFactory>()));
}
