using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Throughline.Ui.Forms;

/// <summary>Dates from three boxes (or ISO in an address), times as people write them.</summary>
internal sealed class DateAndTimeBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        var type = context.Metadata.UnderlyingOrModelType;
        if (type == typeof(DateOnly)) return new DateBinder();
        return type == typeof(TimeOnly) ? new TimeBinder() : null;
    }
}

/// <summary>Binds <c>Name.Day</c>, <c>Name.Month</c>, <c>Name.Year</c>; otherwise <c>Name=2026-11-20</c>, as links and the API write it.</summary>
internal sealed class DateBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var name = bindingContext.ModelName;
        var parts = new DateParts(Box(bindingContext, "Day"), Box(bindingContext, "Month"), Box(bindingContext, "Year"));
        if (parts is { Day: null, Month: null, Year: null }) return BindIso(bindingContext);

        var what = FieldName.Of(bindingContext.ModelMetadata);
        var reading = parts.Read(what);
        if (reading.Date is { } date) bindingContext.Result = ModelBindingResult.Success(date);
        else if (reading.Error is { } error) Fail(bindingContext, error);
        else Blank.Bind(bindingContext);
        return Task.CompletedTask;

        static string? Box(ModelBindingContext context, string box)
        {
            var key = ModelNames.CreatePropertyModelName(context.ModelName, box);
            var value = context.ValueProvider.GetValue(key);
            if (value == ValueProviderResult.None) return null;
            context.ModelState.SetModelValue(key, value);
            // nothing is ever wrong with a box by itself, and an entry that nobody validated would keep the form invalid
            context.ModelState.MarkFieldValid(key);
            return value.FirstValue ?? "";
        }
    }

    private static Task BindIso(ModelBindingContext context)
    {
        var value = context.ValueProvider.GetValue(context.ModelName);
        if (value == ValueProviderResult.None) return Task.CompletedTask;
        context.ModelState.SetModelValue(context.ModelName, value);
        if (string.IsNullOrWhiteSpace(value.FirstValue)) Blank.Bind(context);
        else if (DateOnly.TryParseExact(value.FirstValue, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            context.Result = ModelBindingResult.Success(date);
        else
            Fail(context, $"{FieldName.Of(context.ModelMetadata)} must be a real date");
        return Task.CompletedTask;
    }

    private static void Fail(ModelBindingContext context, string error)
    {
        context.ModelState.TryAddModelError(context.ModelName, error);
        context.Result = ModelBindingResult.Failed();
    }
}

internal sealed class TimeBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var value = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (value == ValueProviderResult.None) return Task.CompletedTask;
        bindingContext.ModelState.SetModelValue(bindingContext.ModelName, value);
        if (string.IsNullOrWhiteSpace(value.FirstValue))
        {
            Blank.Bind(bindingContext);
        }
        else if (TimeText.Read(value.FirstValue) is { } time)
        {
            bindingContext.Result = ModelBindingResult.Success(time);
        }
        else
        {
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName,
                $"{FieldName.Of(bindingContext.ModelMetadata)} must be a time, like 2:30pm or 14:30");
            bindingContext.Result = ModelBindingResult.Failed();
        }

        return Task.CompletedTask;
    }
}

/// <summary>
/// A field sent with nothing in it. It must be bound, to null, or nobody validates it: a required one would pass, and
/// the form would count as never checked.
/// </summary>
internal static class Blank
{
    public static void Bind(ModelBindingContext context)
    {
        if (context.ModelMetadata.IsReferenceOrNullableType)
        {
            context.Result = ModelBindingResult.Success(null);
            return;
        }

        context.ModelState.TryAddModelError(context.ModelName, "Enter " + FieldName.WithinSentence(FieldName.Of(context.ModelMetadata)));
        context.Result = ModelBindingResult.Failed();
    }
}

/// <summary>What a field is called in a sentence.</summary>
internal static class FieldName
{
    public static string Of(ModelMetadata metadata) => metadata.DisplayName ?? Words(metadata.PropertyName ?? metadata.ParameterName ?? "Date");

    /// <summary>"Date of birth" as "date of birth"; "CRO number" stays as it is.</summary>
    public static string WithinSentence(string name) =>
        name.Length > 1 && char.IsUpper(name[0]) && !char.IsUpper(name[1]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    /// <summary>"DateOfBirth" as "Date of birth".</summary>
    public static string Words(string identifier)
    {
        var words = new System.Text.StringBuilder();
        for (var at = 0; at < identifier.Length; at++)
        {
            var starts = at > 0 && char.IsUpper(identifier[at]) && !char.IsUpper(identifier[at - 1]);
            if (starts) words.Append(' ');
            words.Append(starts ? char.ToLowerInvariant(identifier[at]) : identifier[at]);
        }

        return words.ToString();
    }
}

/// <summary>"Enter date of birth" rather than "The DateOfBirth field is required", where no message is given.</summary>
internal sealed class PlainRequiredMessages : IValidationMetadataProvider
{
    public void CreateValidationMetadata(ValidationMetadataProviderContext context)
    {
        var name = context.Attributes.OfType<System.ComponentModel.DataAnnotations.DisplayAttribute>().FirstOrDefault()?.GetName()
            ?? FieldName.Words(context.Key.Name ?? "a value");
        foreach (var required in context.ValidationMetadata.ValidatorMetadata.OfType<System.ComponentModel.DataAnnotations.RequiredAttribute>())
            if (required.ErrorMessage is null && required.ErrorMessageResourceName is null)
                required.ErrorMessage = "Enter " + FieldName.WithinSentence(name);
    }
}

/// <summary>The framework's own messages in plain words.</summary>
internal static class PlainMessages
{
    public static void Use(DefaultModelBindingMessageProvider messages)
    {
        messages.SetAttemptedValueIsInvalidAccessor((value, name) => $"{name}: “{value}” cannot be read");
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(value => $"“{value}” cannot be read");
        messages.SetUnknownValueIsInvalidAccessor(name => $"{name} cannot be read");
        messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => "What was entered cannot be read");
        messages.SetValueIsInvalidAccessor(value => $"“{value}” cannot be read");
        messages.SetValueMustBeANumberAccessor(name => $"{name} must be a number");
        messages.SetNonPropertyValueMustBeANumberAccessor(() => "Enter a number");
        messages.SetValueMustNotBeNullAccessor(_ => "Enter a value");
        messages.SetMissingBindRequiredValueAccessor(name => $"Enter {FieldName.WithinSentence(name)}");
        messages.SetMissingKeyOrValueAccessor(() => "Enter a value");
        messages.SetMissingRequestBodyRequiredValueAccessor(() => "The request has no body");
    }
}
