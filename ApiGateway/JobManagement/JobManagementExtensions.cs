using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.ApiGateway.JobManagement;

internal static class JobManagementExtensions
{
    public static IHostApplicationBuilder AddJobManagement(this IHostApplicationBuilder builder)
    {
        builder.AddInternalCalls();
        builder.AddGrpcClient(JobManagerClient.Name, JobService.Descriptor, AuditService.Descriptor).WithInternalKey();
        builder.Services.AddSingleton<JobManagerClient>();
        return builder;
    }
}
