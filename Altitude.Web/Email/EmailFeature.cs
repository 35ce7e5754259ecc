using Altitude.Data;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Features.Appointments.Emails;
using Altitude.Web.Features.Conversations.Emails;
using Altitude.Web.Features.Estimates.Emails;
using Altitude.Web.Features.Invoices.Emails;
using Altitude.Web.Features.Leads.Emails;
using Altitude.Web.Features.Payments.Emails;
using Altitude.Web.Features.PortalAccess.Emails;
using Altitude.Web.Features.Workspaces.Emails;
using Altitude.Web.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Altitude.Web.Email;

/// <summary>Registers the way of mails: who writes them, who sends them, and the demo's letter box.</summary>
public static class EmailFeature
{
    public const string DemoEnvironment = "Demo";

    /// <summary>Everything about mails, sending included.</summary>
    /// <exception cref="InvalidOperationException">A value is missing or cannot be used; the message names its key.</exception>
    public static IServiceCollection AddEmail(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new CapturedMail(
            Path.Combine(Connections.PrivateFolder(configuration), ".altitude", "mail"),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<LetterWriter>();
        if (SmtpOptions.Read(configuration) is { } smtp)
        {
            services.AddSingleton(smtp);
            services.AddSingleton<IEmailSender, SmtpEmailSender>();
        }
        else if (environment.IsEnvironment(DemoEnvironment))
        {
            services.AddSingleton<IEmailSender, CapturingEmailSender>();
        }
        else
        {
            throw new InvalidOperationException("Smtp__Host is missing: the mail server that sends the company's mails.");
        }

        return services.AddMailings();
    }

    /// <summary>Every mail there is, without the means to send one: what a verb needs to queue them.</summary>
    public static IServiceCollection AddMailings(this IServiceCollection services)
    {
        services.AddMailing<EstimateSentMailing>("estimate.sent");
        services.AddMailing<EstimateApprovedMailing>("estimate.approved");
        services.AddMailing<EstimateSentMailing>("estimate.extended");
        services.AddMailing<EstimateDeclinedMailing, DeclineNotedMailing>("estimate.declined");
        services.AddMailing<EstimateAskedMailing>("estimate.changes-requested");
        services.AddMailing<EstimateAskedMailing>("estimate.new-price-asked");
        services.AddMailing<EstimateRepliedMailing>("estimate.replied");
        services.AddMailing<EstimateTakenBackMailing>("estimate.approval-taken-back");
        services.AddMailing<EstimateTakenBackMailing>("estimate.decline-taken-back");
        services.AddMailing<EstimateViewedMailing>("estimate.viewed");
        services.AddMailing<EstimateExpiredMailing>("estimate.expired");
        services.AddMailing<EstimateReminderMailing>(EstimateReminded.Unanswered);
        services.AddMailing<EstimateReminderMailing>(EstimateReminded.Expiring);
        services.AddMailing<InvoiceSentMailing>("invoice.sent");
        services.AddMailing<InvoiceReminderMailing>(InvoiceReminded.DueSoon);
        services.AddMailing<InvoiceReminderMailing>(InvoiceReminded.Overdue);
        services.AddMailing<LeadWaitsMailing>(LeadWaits.Waiting);
        services.AddMailing<LeadReceivedMailing>("lead.received");
        services.AddBackgroundTask<TellVisit>(OutboxKinds.TellVisit);
        services.AddMailing<VisitToldMailing>(AppointmentTold.Name);
        services.AddMailing<OnMyWayMailing>("appointment.on-my-way");
        services.AddMailing<VisitConfirmedMailing, ConfirmationMailing>("appointment.confirmed");
        services.AddMailing<VisitAskedMailing>("appointment.time-requested");
        services.AddMailing<VisitDoneMailing>("appointment.done");
        services.AddMailing<ReceiptMailing, PaidOfficeMailing>("invoice.payment");
        services.AddMailing<RefundedMailing, RefundOfficeMailing>("invoice.refunded");
        services.AddMailing<PaymentFailedMailing, PaymentFailedOfficeMailing>("checkout.failed");
        services.AddBackgroundTask<RemindVisit>(OutboxKinds.RemindVisit);
        services.AddMailing<RemindVisitMailing>(AppointmentReminded.Name);
        services.AddMailingByName<MessagesMailing>(OutboxKinds.MailMessages);
        services.AddMailingByName<MessagesOfficeMailing>(OutboxKinds.MailMessagesToOffice);
        services.AddMailing<StaffInvitedMailing>("staff.invited");
        services.AddMailing<ExportReadyMailing>("export.ready", goesOnWhileShut: true);
        services.AddMailing<CompanyShutMailing>(WorkspaceShut.EventKind, goesOnWhileShut: true);
        services.AddMailing<CompanyReopenedMailing>(WorkspaceReopened.EventKind, goesOnWhileShut: true);
        services.AddMailing<StaffInvitedMailing>("staff.invitation-resent");
        services.AddMailing<SecondStepMailing>(SecondStepChanged.EventKind, goesOnWhileShut: true);
        services.AddMailing<SecondStepRequiredMailing>(SecondStepRequired.EventKind);
        services.AddMailingByName<NewLinkMailing>(OutboxKinds.MailLink);
        services.AddMailingByName<PasswordResetMailing>(OutboxKinds.MailPasswordReset, goesOnWhileShut: true);
        return services;
    }

    /// <summary>Mails that follow from a line of activity.</summary>
    public static IServiceCollection AddMailing<TMailing>(this IServiceCollection services, string activityKind, bool goesOnWhileShut = false)
        where TMailing : class, IMailing
    {
        services.TryAddTransient<TMailing>();
        return services.AddFollowUp<MailRound<TMailing>>(activityKind, TaskQueues.Email, goesOnWhileShut);
    }

    /// <summary>Mails to both sides that follow from one line of activity.</summary>
    public static IServiceCollection AddMailing<TFirst, TFurther>(this IServiceCollection services, string activityKind)
        where TFirst : class, IMailing
        where TFurther : class, IFurtherMailing
    {
        services.TryAddTransient<TFirst>();
        services.TryAddTransient<TFurther>();
        return services.AddMailing<BothMailings<TFirst, TFurther>>(activityKind);
    }

    /// <summary>Mails that a use-case queues by name.</summary>
    public static IServiceCollection AddMailingByName<TMailing>(this IServiceCollection services, string kind, bool goesOnWhileShut = false)
        where TMailing : class, IMailing
    {
        services.TryAddTransient<TMailing>();
        return services.AddBackgroundTask<MailRound<TMailing>>(kind, TaskQueues.Email, goesOnWhileShut);
    }
}
