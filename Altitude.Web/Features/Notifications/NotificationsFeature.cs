using Altitude.Web.Components;
using Altitude.Web.Features.Notifications.Office;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Notifications;

/// <summary>Registers which mails are sent, and what became of them.</summary>
public static class NotificationsFeature
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<NotificationsQuery>();
        services.AddSingleton<ChangeNotifications>();
        services.AddSingleton<OwnMailsQuery>();
        services.AddSingleton<ChooseOwnMails>();
        services.AddSingleton<WordingsQuery>();
        services.AddSingleton<PreviewWording>();
        services.AddSingleton<ChangeWording>();
        services.AddSingleton<ResetWording>();
        services.AddSingleton<SendTestMail>();
        services.AddSingleton<DeliveriesQuery>();
        services.AddSingleton<ResendMail>();
        services.AddSingleton<SweepsQuery>();
        services.AddSingleton<RunSweepNow>();
        services.AddSingleton(RecordPanel.Of<MailsPanel>());
        services.AddSingleton(ProfilePanel.Of<OwnMailsPanel>());
        return services;
    }
}
