using Platform.ApiGateway.Access;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.ApiGateway.Operations;

internal static class OperationsApiExtensions
{
    /// <summary>Adds the client of Operations, if service discovery knows it: an installation need not have that service.</summary>
    public static IHostApplicationBuilder AddOperationsApi(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration.GetSection($"services:{OperationsClient.Name}").Exists())
        {
            builder.AddGrpcClient(
                OperationsClient.Name, IncidentService.Descriptor, ChannelService.Descriptor, RotaService.Descriptor, DeploymentService.Descriptor, StatusService.Descriptor).WithInternalKey();
        }

        builder.Services.AddSingleton<OperationsClient>();
        return builder;
    }

    /// <summary>Maps the routes under <c>/operations</c>.</summary>
    public static IEndpointRouteBuilder MapOperationsApi(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup("/operations");
        var read = operations.MapGroup("").WithTags("Operations").RequireAuthorization(Policies.OperationsRead);
        read.MapIncidentReads();
        read.MapRotaRead();
        var respond = operations.MapGroup("").WithTags("Operations").RequireAuthorization(Policies.OperationsRespond);
        respond.MapIncidentActions();
        var admin = operations.MapGroup("").WithTags("Operations").RequireAuthorization(Policies.OperationsAdmin);
        admin.MapChannels();
        admin.MapRotaChange();
        operations.MapGroup("").WithTags("Incident links").AllowAnonymous().MapAcknowledgements();
        return routes;
    }
}
