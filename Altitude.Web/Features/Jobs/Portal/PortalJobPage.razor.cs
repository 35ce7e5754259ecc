using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Web.Components;
using Altitude.Web.Features.Appointments;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Portal;

/// <summary>A customer's page of one job: its records with their next acts, and what happened.</summary>
public sealed partial class PortalJobPage
{
    [Parameter]
    public required string Number { get; set; }

    [Inject]
    public required PortalJobQuery Query { get; init; }

    private JobTexts Texts => new(Company.Culture);

    private PortalJob View { get; set; } = null!; // Drawn only where it was found.

    private string Title => IsShown ? $"{View.Title} · {Company.Name}" : Company.Name;
    private string Where => View.Place is null ? View.Number : $"{View.Number}, {View.Place}";
    private bool IsEmpty => View.Estimates.Count + View.Invoices.Count + View.Visits.Count == 0;

    protected override async Task LoadAsync()
    {
        if (await Query.RunAsync(Reader, Number, Company.Zone, Aborted) is { } found)
        {
            View = found;
            return;
        }

        NotThere();
    }

    private string DetailOf(JobEstimate estimate) =>
        estimate.State switch
        {
            EstimateState.Sent => Texts.ApproveBy(Amount(estimate), Company.Words.Expiry(estimate.ExpiresAt, View.Now)),
            EstimateState.Expired => Texts.WasValidUntil(Amount(estimate), Company.Words.Expiry(estimate.ExpiresAt, View.Now)),
            EstimateState.Approved or EstimateState.Declined when estimate.AnsweredAt is { } at => Texts.AnsweredBy(
                Amount(estimate),
                estimate.AnsweredBy,
                Company.Words.Day(at, View.Now)
            ),
            _ => Amount(estimate),
        };

    private string ActOf(JobEstimate estimate) => estimate.State == EstimateState.Sent ? Texts.ApproveOrDecline : Texts.SeeEstimate;

    private string Amount(JobEstimate estimate) => $"{estimate.Number}, {Company.Words.Total(estimate.Total)}";

    private string DetailOf(JobInvoice invoice) =>
        invoice switch
        {
            { Status: InvoiceStatus.Void or InvoiceStatus.Paid } => $"{invoice.Number}, {Company.Words.Money(invoice.Total)}",
            { DepositDue: { } deposit } => Texts.DepositDue(invoice.Number, Company.Words.Money(deposit), Company.Words.Money(invoice.Total)),
            _ => Texts.DueOn(invoice.Number, Company.Words.Money(invoice.Balance), Company.Words.Day(invoice.DueOn)),
        };

    private string ActOf(JobVisit visit) =>
        visit.State == AppointmentState.Scheduled && visit.EndsAt > View.Now && Reader.Rights.MayDecide()
            ? Texts.ConfirmAppointment
            : Texts.SeeTheAppointment;

    private string DetailOf(JobVisit visit)
    {
        var when = new VisitWords(Company, visit.ZoneId).When(visit.StartsAt, View.Now);
        return visit.Technician is null ? $"{visit.Title}, {when}" : Texts.VisitWith(visit.Title, when, visit.Technician);
    }
}
