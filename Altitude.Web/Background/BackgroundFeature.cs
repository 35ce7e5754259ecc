using Altitude.Data;
using Altitude.Web.Hosting;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Altitude.Web.Background;

/// <summary>Registers background tasks, their pump and their dashboard.</summary>
public static class BackgroundFeature
{
    /// <summary>A task whose rows are queued by name, with <see cref="WorkspaceDb.Queue"/>.</summary>
    public static IServiceCollection AddBackgroundTask<TTask>(
        this IServiceCollection services,
        string kind,
        string queue = TaskQueues.Sweeps,
        bool goesOnWhileShut = false
    )
        where TTask : class, IBackgroundTask => Add<TTask>(services, new TaskKind(kind, typeof(TTask), queue, IsFollowUp: false, goesOnWhileShut));

    /// <summary>A task that follows from every line of activity of this kind.</summary>
    public static IServiceCollection AddFollowUp<TTask>(
        this IServiceCollection services,
        string activityKind,
        string queue = TaskQueues.Sweeps,
        bool goesOnWhileShut = false
    )
        where TTask : class, IBackgroundTask =>
        Add<TTask>(services, new TaskKind(activityKind, typeof(TTask), queue, IsFollowUp: true, goesOnWhileShut));

    /// <summary>The registry of kinds, for whoever writes to the outbox without running it: verbs.</summary>
    public static IServiceCollection AddTaskKinds(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<BackgroundTasks>();
        services.Replace(ServiceDescriptor.Singleton(provider => provider.GetRequiredService<BackgroundTasks>().FollowUps));
        return services;
    }

    /// <summary>The pump, the sweeps and Hangfire's workers.</summary>
    /// <param name="backgroundConnection">Connection string of the background role: Hangfire's rows and nothing else.</param>
    public static IServiceCollection AddBackgroundTasks(this IServiceCollection services, string backgroundConnection)
    {
        services.AddTaskKinds();
        services.AddBackgroundTask<ExpireEstimate>(OutboxKinds.ExpireEstimate);
        services.AddSweeps();

        services.AddSingleton<IHostedService>(new BackgroundStartCheck(backgroundConnection));
        services.AddSingleton<JobStorage>(_ => Storage(backgroundConnection));
        // Of this program's own services. Hangfire would take the process's latest, which in tests may be another's.
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(
            (provider, hangfire) =>
                hangfire
                    .UseSimpleAssemblyNameTypeSerializer()
                    .UseRecommendedSerializerSettings()
                    .UseLogProvider(new BackgroundLog(provider.GetRequiredService<ILoggerFactory>()))
        );
        services.AddHangfireServer(server => Configure(server, TaskQueues.Sweeps, workers: 2));
        services.AddHangfireServer(server => Configure(server, TaskQueues.Email, workers: 3));

        services.TryAddTransient<OutboxRun>();
        services.TryAddSingleton<ITaskQueue, HangfireQueue>();
        services.TryAddSingleton<BackgroundHeartbeat>();
        services.TryAddSingleton<OutboxPump>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxPump>());
        services.AddHostedService<PlatformSweep>();
        services.AddSingleton<IHealthProbe, BackgroundProbe>();
        return services;
    }

    /// <summary>What looks through each workspace again and again.</summary>
    public static IServiceCollection AddSweeps(this IServiceCollection services)
    {
        services.AddBackgroundTask<TidyWorkspace>(OutboxKinds.TidyWorkspace);
        services.AddBackgroundTask<LinksSweep>(OutboxKinds.SweepLinks);
        services.AddBackgroundTask<SessionsSweep>(OutboxKinds.SweepSessions);
        services.AddBackgroundTask<EstimatesSweep>(OutboxKinds.SweepEstimates);
        services.AddBackgroundTask<OutboxSweep>(OutboxKinds.SweepOutbox);
        services.AddBackgroundTask<RemindersSweep>(OutboxKinds.SweepReminders);
        services.AddBackgroundTask<OverdueSweep>(OutboxKinds.SweepOverdue);
        return services;
    }

    /// <summary>Hangfire's dashboard at /background, for whom the policy admits.</summary>
    public static IEndpointConventionBuilder MapBackgroundDashboard(this IEndpointRouteBuilder app, string policyName) =>
        app.MapHangfireDashboardWithAuthorizationPolicy(
            policyName,
            "/background",
            new DashboardOptions
            {
                AppPath = "/office",
                DashboardTitle = "Background tasks",
                DisplayStorageConnectionString = false,
            }
        );

    internal static PostgreSqlStorage Storage(string connection)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = BackgroundSchema.Name,
            PrepareSchemaIfNecessary = false,
            AllowDegradedModeWithoutStorage = false,
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = OutboxPump.Hold, // Taken from the queue by a worker that died before it had begun.
            QueuePollInterval = TimeSpan.FromSeconds(1), // What this node enqueues wakes its workers at once; this is for rows of other nodes.
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
    }

    private static void Configure(BackgroundJobServerOptions server, string queue, int workers)
    {
        server.ServerName = $"{Environment.MachineName}:{queue}";
        server.Queues = [queue];
        server.WorkerCount = workers;
    }

    private static IServiceCollection Add<TTask>(IServiceCollection services, TaskKind kind)
        where TTask : class, IBackgroundTask
    {
        services.AddTaskKinds();
        services.TryAddTransient<TTask>();
        services.AddSingleton(kind);
        return services;
    }
}
