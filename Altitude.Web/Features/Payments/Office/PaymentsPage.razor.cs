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
    private RefundTarget? _refunding;
    private UnappliedRow? _applying;
    private RequestKey _key = RequestKey.New("refund-payment");
    private string _to = "";
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

    [Inject]
    public required ApplyUnapplied Applying { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MaySee => _staff?.Role.MayPrice() == true;
    private bool MayControl => _staff?.Role.MayControl() == true;
    private bool MayRefund => _staff?.Role.May(Permission.Refund) == true;
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
        if (row is { Payment: { } payment, Left: { } left })
        {
            Ask(new RefundTarget(payment, row.Invoice, row.Customer, left, left, row.Label, row.Extras.Total.MinorUnits > 0));
        }
    }

    private void Ask(UnappliedRow money)
    {
        if (money.Payment is { } payment)
        {
            Ask(
                new RefundTarget(
                    payment,
                    money.Invoice,
                    money.Customer,
                    money.Refundable,
                    money.Refundable,
                    money.Label,
                    money.Refundable > money.Amount
                )
            );
        }
    }

    private void Ask(RefundTarget target)
    {
        (_refunding, _refusal, _note, _key) = (target, null, "", RequestKey.New("refund-payment"));
        _amount = Typed(target.Proposed);
    }

    private void AskToApply(UnappliedRow money)
    {
        (_applying, _refusal, _key, _to) = (money, null, RequestKey.New("apply-unapplied"), money.Others[0].Number); // Only offered where there is one.
        Propose();
    }

    /// <summary>As much as the chosen invoice can take.</summary>
    private void Propose()
    {
        if (_applying?.Others.FirstOrDefault(o => o.Number == _to) is { } other)
        {
            _amount = Typed(other.Balance < _applying.Amount ? other.Balance : _applying.Amount);
        }
    }

    private string Typed(Money amount) =>
        amount.Major.ToString("F" + amount.Currency.Exponent.ToString(CultureInfo.InvariantCulture), _view!.Company.Culture); // A dialog stands over a view.

    private void Close() => (_refunding, _applying) = (null, null);

    private async Task ApplyAsync()
    {
        if (_isActing || _applying is not { } from)
        {
            return;
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            await Applying.RunAsync(_staff!, from.Invoice, _to, Read(from.Amount.Currency), _key, Closed); // Prepared first.
            _applying = null;
            await LoadAsync(Closed);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            (_refusal, _key) = (refused.Message, RequestKey.New("apply-unapplied"));
        }
        finally
        {
            _isActing = false;
        }
    }

    private async Task RefundAsync()
    {
        if (_isActing || _refunding is not { } target)
        {
            return;
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            await Refunding.RunAsync(_staff!, target.Payment, Read(target.Most.Currency), _note, _key, Closed); // Prepared first.
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
            "Write an amount."
        );
        return Money.OfMajor(major, currency);
    }

    private string Amount(PaymentRow row) => _view!.Company.Words.Money(row.Received ?? row.Amount); // A row stands in a view.

    private static string LabelOf(RefundTarget target) => target.Label.Length > 0 ? $", {target.Label}" : "";

    private static string OnTopOf(RefundTarget target) =>
        target.HasExtras ? " A part is taken from the invoice's money; only the whole gives surcharge and tip back." : "";

    /// <summary>"$324.96 and $8.12 surcharge".</summary>
    private string PartsOf(PaymentRow row)
    {
        var words = _view!.Company.Words; // A row stands in a view.
        return $"{words.Money((row.Received ?? row.Amount) - row.Extras.Total)} {Invoices.ExtraWords.Of(row.Extras, words)}";
    }

    private static string WhatNow(UnappliedRow money) =>
        money.Payment is null && money.Others.Count == 0 ? " It did not come online: hand it back, and record that on the invoice." : "";

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
            CheckoutState.Paid when row.IsRefunded => "Refunded",
            CheckoutState.Paid when row.IsPartlyRefunded => "Partially refunded",
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
            CheckoutState.Paid when !row.IsRefunded && !row.IsPartlyRefunded => "good",
            CheckoutState.Processing or CheckoutState.Open => "waiting",
            CheckoutState.Failed => "bad",
            _ => "",
        };

    private static string DetailOf(PaymentRow row) => row.Reason.Length > 0 ? row.Reason : row.Label;

    /// <param name="Most">What can go back.</param>
    /// <param name="Proposed">What stands in the field at first.</param>
    /// <param name="HasExtras">Surcharge or tip were paid with it.</param>
    private sealed record RefundTarget(
        Id<Payment> Payment,
        string Invoice,
        string Customer,
        Money Most,
        Money Proposed,
        string Label,
        bool HasExtras
    );
}
