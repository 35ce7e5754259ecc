using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Altitude.Web.Stripe;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Payments.Office;

/// <summary>What was paid online, what is under way, and what needs somebody; live.</summary>
public sealed partial class PaymentsPage
{
    private Staff? _staff;
    private PaymentsView? _view;
    private PaymentRow? _refunding;
    private RequestKey _key = RequestKey.New("refund-payment");
    private string _amount = "";
    private string _note = "";
    private string? _refusal;
    private bool _isActing;
    private int _take = PaymentsQuery.Page;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required PaymentsQuery Query { get; init; }

    [Inject]
    public required RefundPayment Refunding { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MaySee => _staff?.Role.MayPrice() == true;
    private bool MayControl => _staff?.Role.MayControl() == true;
    private static string StripeVersion => StripeGateway.ApiVersion;

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) =>
        entry.Kind.StartsWith("checkout.", StringComparison.Ordinal)
        || entry.Kind.StartsWith("invoice.", StringComparison.Ordinal)
        || entry.Kind == "payments.changed";

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (MaySee)
        {
            _view = await Query.RunAsync(_staff!, _take, cancellationToken); // Prepared first.
        }
    }

    private Task ShowMoreAsync()
    {
        _take = Math.Min(_take * 2, PaymentsQuery.Most);
        return LoadAsync(Closed);
    }

    private void Ask(PaymentRow row)
    {
        (_refunding, _refusal, _note, _key) = (row, null, "", RequestKey.New("refund-payment"));
        _amount = row.Left is { } left
            ? left.Major.ToString("F" + left.Currency.Exponent.ToString(CultureInfo.InvariantCulture), _view!.Company.Culture)
            : ""; // A row stands in a view.
    }

    private void Close() => _refunding = null;

    private async Task RefundAsync()
    {
        if (_isActing || _refunding is not { Payment: { } payment } row)
        {
            return;
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            await Refunding.RunAsync(_staff!, payment, Read(row.Amount.Currency), _note, _key, Closed); // Prepared first.
            _refunding = null;
            await LoadAsync(Closed);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refusal = refused.Message;
            if (refused.Rule != PaymentRules.Unreachable)
            {
                _key = RequestKey.New("refund-payment"); // What may have happened is asked again under its own key.
            }
        }
        finally
        {
            _isActing = false;
        }
    }

    /// <exception cref="RuleViolation"><see cref="PaymentRules.RefundAmount"/>: it is no amount of this currency.</exception>
    private Money Read(Currency currency)
    {
        RuleViolation.Unless(
            decimal.TryParse(_amount.Trim(), NumberStyles.Currency, _view!.Company.Culture, out var major) // A dialog stands over a view.
                && major is > 0 and < 1_000_000_000
                && Money.OfMajor(major, currency).Major == major,
            PaymentRules.RefundAmount,
            "Write the amount to refund."
        );
        return Money.OfMajor(major, currency);
    }

    private string Amount(PaymentRow row) => _view!.Company.Words.Money(row.Received ?? row.Amount); // A row stands in a view.

    private string Left(PaymentRow row) => _view!.Company.Words.Money(row.Left ?? Money.Zero(row.Amount.Currency)); // As above.

    private static string LabelOf(PaymentRow row) => row.Label.Length > 0 ? $", {row.Label}" : "";

    private static string WhyUnapplied(UnappliedRow money) => money.IsVoid ? "arrived for the void invoice" : "is more than was due on";

    private static string PurposeOf(PaymentRow row) =>
        row.Purpose switch
        {
            CheckoutPurpose.Deposit => "Deposit",
            CheckoutPurpose.Part => "Part",
            _ => "Balance",
        };

    private static string StateOf(PaymentRow row) =>
        row.State switch
        {
            CheckoutState.Paid when row.Left is { MinorUnits: 0 } => "Refunded",
            CheckoutState.Paid when row.Left != row.Received => "Partially refunded",
            CheckoutState.Paid => "Paid",
            CheckoutState.Processing => "Waiting for the bank",
            CheckoutState.Failed => "Failed",
            CheckoutState.Expired => "Not paid",
            CheckoutState.Open => "Paying now",
            _ => "Opening",
        };

    private static string ToneOf(PaymentRow row) =>
        row.State switch
        {
            CheckoutState.Paid when row.Left == row.Received => "good",
            CheckoutState.Processing or CheckoutState.Open => "waiting",
            CheckoutState.Failed => "bad",
            _ => "",
        };

    private static string DetailOf(PaymentRow row) => row.Reason.Length > 0 ? row.Reason : row.Label;
}
