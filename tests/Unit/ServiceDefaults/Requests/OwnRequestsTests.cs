using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Requests;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Requests;

public sealed class OwnRequestsTests
{
    private readonly OwnRequests _own = new();

    [Fact]
    public void A_request_that_the_process_has_marked_is_its_own() => IsOwn(_own).ShouldBeTrue();

    [Fact]
    public void A_request_with_the_mark_of_another_process_is_not() => IsOwn(new OwnRequests()).ShouldBeFalse();

    [Fact]
    public void A_request_without_a_mark_is_not() => IsOwn(null).ShouldBeFalse();

    private bool IsOwn(OwnRequests? marking)
    {
        using var request = new HttpRequestMessage();
        marking?.Mark(request.Headers);
        var context = new DefaultHttpContext();
        foreach (var (name, values) in request.Headers)
        {
            context.Request.Headers[name] = values.ToArray();
        }

        _own.Recognise(context);
        return OwnRequests.IsOwn(context);
    }
}
